import ts from 'typescript'
import { declarationsOf, textsOf } from './sources'

/** The command that is decided on, among all that there are. */
export interface Command {
  readonly type: string
  readonly all: ReadonlySet<string>
}

/**
 * What the type of the command alone says of a condition: `command.type === 'LogOut'`, and what is made of such. Undefined
 * where something else decides.
 */
export function told(condition: ts.Expression, command: Command, checker: ts.TypeChecker): boolean | undefined {
  const tell = (part: ts.Expression): boolean | undefined => {
    if (ts.isParenthesizedExpression(part)) return tell(part.expression)
    if (ts.isPrefixUnaryExpression(part) && part.operator === ts.SyntaxKind.ExclamationToken)
      return negated(tell(part.operand))
    if (ts.isBinaryExpression(part)) return tellOfTwo(part)
    return ts.isCallExpression(part) ? tellOfCall(part) : undefined
  }

  const tellOfTwo = ({ left, right, operatorToken: { kind } }: ts.BinaryExpression): boolean | undefined => {
    if (kind === ts.SyntaxKind.BarBarToken) return either(tell(left), tell(right))
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken)
      return negated(either(negated(tell(left)), negated(tell(right))))
    if (!ts.isStringLiteralLike(right) || !command.all.has(right.text)) return undefined
    if (kind === ts.SyntaxKind.EqualsEqualsEqualsToken) return right.text === command.type
    return kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ? right.text !== command.type : undefined
  }

  /** A function that is one expression is that expression. */
  const tellOfCall = ({ expression }: ts.CallExpression): boolean | undefined => {
    const [made] = declarationsOf(expression, checker)
    const body = made && functionOf(made)?.body
    return body && !ts.isBlock(body) ? tell(body) : undefined
  }

  return tell(condition)
}

/** Of a switch over commands the clause of this one, which may be that of others too; of any other all. */
export function clausesOf({ expression, caseBlock }: ts.SwitchStatement, { type, all }: Command): readonly ts.Node[] {
  const { clauses } = caseBlock
  const labels = clauses.map((clause) =>
    ts.isCaseClause(clause) && ts.isStringLiteralLike(clause.expression) ? clause.expression.text : '',
  )
  if (!labels.some((label) => all.has(label))) return [expression, ...clauses]
  const own = labels.includes(type) ? labels.indexOf(type) : clauses.findIndex(ts.isDefaultClause)
  const taken = clauses.find(({ statements }, at) => own >= 0 && at >= own && statements.length > 0)
  return taken ? taken.statements : []
}

/** Whether a function that takes some commands takes this one; so does one that takes none. */
export function takes(declaration: ts.Declaration, { type, all }: Command, checker: ts.TypeChecker): boolean {
  const parameters = functionOf(declaration)?.parameters ?? []
  return parameters.every((parameter) => {
    const named = checker.getTypeAtLocation(parameter).getProperty('type')
    const types = named ? textsOf(checker.getTypeOfSymbol(named), checker) : []
    return !types.some((one) => all.has(one)) || types.includes(type)
  })
}

/** The function that a declaration makes. */
export function functionOf(
  declaration: ts.Declaration,
): (ts.FunctionLikeDeclaration & { readonly body?: ts.ConciseBody }) | undefined {
  const made = ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration
  if (!made) return undefined
  return ts.isArrowFunction(made) || ts.isFunctionDeclaration(made) || ts.isMethodDeclaration(made) ? made : undefined
}

const negated = (one: boolean | undefined): boolean | undefined => (one === undefined ? undefined : !one)

function either(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  if (one === true || other === true) return true
  return one === false && other === false ? false : undefined
}
