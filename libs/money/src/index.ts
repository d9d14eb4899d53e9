export { add, amount, subtract, type Amount, type Asset } from './amount'
export { currencyScale, isCurrency } from './currency'
export {
  divideHalfUp,
  formatUnits,
  inRange,
  isDecimal,
  maxUnits,
  minUnits,
  multiply,
  multiplyExact,
  ONE,
  parseUnits,
  readUnits,
  roundTo,
  roundUpTo,
  UNITS_MAX,
  ZERO,
  type Units,
} from './units'
