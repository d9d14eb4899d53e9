export { currencyScale, isCurrency } from './currency'
export {
  divideHalfUp,
  divideTo,
  formatUnits,
  inRange,
  maxUnits,
  minUnits,
  multiply,
  multiplyExact,
  ONE,
  parseUnits,
  readUnits,
  roundTo,
  UNITS_MAX,
  ZERO,
  type Units,
} from './units'
