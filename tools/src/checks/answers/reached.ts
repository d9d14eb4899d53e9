import ts from 'typescript'
import { all, declarationsOf, type Sources } from './sources'
import { clausesOf, takes, told, type Command } from './told'

/** Texts that stand as values, not those that something is compared with. */
export type Reached = ReadonlySet<ts.StringLiteralLike>

/**
 * What may be said by some code: every name in it is followed to what it stands for, and on from there, through the
 * service and its rules. Too much rather than too little: what might run counts. `command` is what is decided on:
 * what only another would run does not count.
 */
export function reachedFrom(start: readonly ts.Node[], sources: Sources, command?: Command): Reached {
  const { checker } = sources
  const reached = new Set<ts.StringLiteralLike>()
  const seen = new Set<ts.Node>()

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isDecorator(node) || isComparison(node)) return
    if (ts.isStringLiteralLike(node)) return void reached.add(node)
    if (ts.isIdentifier(node)) return follow(node)
    if (command && ts.isBlock(node)) return block(node, command)
    if (command && ts.isSwitchStatement(node)) return clausesOf(node, command).forEach(visit)
    if (command && (ts.isIfStatement(node) || ts.isConditionalExpression(node))) return branch(node, command)
    ts.forEachChild(node, visit)
  }

  /** What stands behind a return that is always taken does not run. */
  const block = ({ statements }: ts.Block, of: Command): void => {
    for (const statement of statements) {
      visit(statement)
      const ends = ts.isIfStatement(statement) && ts.isReturnStatement(statement.thenStatement)
      if (ends && told(statement.expression, of, checker)) return
    }
  }

  const branch = (node: ts.IfStatement | ts.ConditionalExpression, of: Command): void => {
    const [condition, whenTrue, whenFalse] = ts.isIfStatement(node)
      ? [node.expression, node.thenStatement, node.elseStatement]
      : [node.condition, node.whenTrue, node.whenFalse]
    const holds = told(condition, of, checker)
    visit(condition)
    if (holds !== false) visit(whenTrue)
    if (holds !== true && whenFalse) visit(whenFalse)
  }

  const follow = (name: ts.Identifier): void => {
    for (const declaration of declarationsOf(name, checker)) {
      if (seen.has(declaration) || !sources.has(declaration)) continue
      seen.add(declaration)
      if (!command || takes(declaration, command, checker)) partsOf(declaration, sources).forEach(visit)
    }
  }

  start.forEach(visit)
  return reached
}

/** What is looked at and not said: `status === 'expired'`. */
const isComparison = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) &&
  (ts.isCaseClause(node.parent) ||
    (ts.isBinaryExpression(node.parent) &&
      [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken].includes(
        node.parent.operatorToken.kind,
      )))

/** What runs, or is, where a name is used. Of a class what happens when it is made. */
function partsOf(declaration: ts.Declaration, sources: Sources): readonly ts.Node[] {
  if (ts.isClassDeclaration(declaration)) return declaration.members.filter(ts.isConstructorDeclaration)
  if (ts.isMethodSignature(declaration)) return implementationsOf(declaration, sources)
  if (ts.isFunctionLike(declaration)) return 'body' in declaration && declaration.body ? [declaration.body] : []
  if (ts.isPropertyDeclaration(declaration) && !declaration.initializer) return assignedTo(declaration)
  const holds =
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration)
  return holds && declaration.initializer ? [declaration.initializer] : []
}

/** What a constructor gives a property of its class. */
const assignedTo = ({ parent, name }: ts.PropertyDeclaration): readonly ts.Node[] =>
  parent.members.filter(ts.isConstructorDeclaration).flatMap((constructor) =>
    all(constructor, ts.isBinaryExpression)
      .filter(({ left }) => left.getText() === `this.${name.getText()}`)
      .map(({ right }) => right),
  )

/** The methods of the classes that keep the promise of an interface. */
function implementationsOf({ parent, name }: ts.MethodSignature, { files, checker }: Sources): readonly ts.Node[] {
  const classes = files.flatMap(({ statements }) => statements.filter(ts.isClassDeclaration))
  const keepers = classes.filter(({ heritageClauses = [] }) =>
    heritageClauses.some(({ types }) =>
      types.some(({ expression }) => declarationsOf(expression, checker).some((one) => one === parent)),
    ),
  )
  return keepers.flatMap(({ members }) =>
    members.filter((member) => ts.isMethodDeclaration(member) && member.name.getText() === name.getText()),
  )
}
