import { relative } from 'node:path'
import ts from 'typescript'
import { documentedBy, type Documented } from './documented'
import { reachedFrom, type Reached } from './reached'
import { all, ROOT, textsOf, type Sources } from './sources'
import { takes, type Command } from './told'

/** An operation of the API, with the errors that its code and its command's decider may answer. */
export interface OperationFound {
  readonly id: string
  /** What the document says of it. */
  readonly documented: ReadonlySet<string>
  /** Codes that its own `@Operation` names. */
  readonly declared: readonly string[]
  /** As `404 order-unknown`, each with where it is said. */
  readonly answered: ReadonlyMap<string, string>
}

/** Every operation of a service. */
export function operationsOf(sources: Sources): readonly OperationFound[] {
  const { service, files, checker, commands } = sources
  const document = documentedBy(service)
  const decided = new Map<string, readonly (readonly [answer: string, place: string])[]>()
  const refusedTo = (type: string): readonly (readonly [string, string])[] => {
    const command = { type, all: commands }
    const known =
      decided.get(type) ??
      refusalsIn(reachedFrom(decidersOf(sources, command, checker), sources, command), document, checker)
    decided.set(type, known)
    return known
  }
  return files
    .flatMap((file) => all(file, ts.isMethodDeclaration))
    .flatMap((method) => {
      const declared = declaredOf(method, checker)
      const id = `${service}_${controllerOf(method)}_${method.name.getText()}`
      const documented = document.operations.get(id)
      if (!declared || !documented) return []
      const reached = reachedFrom([method.body!], sources)
      const submitted = new Set([...reached].map(({ text }) => text).filter((text) => commands.has(text)))
      const answered = new Map([...problemsIn(reached, document), ...[...submitted].flatMap(refusedTo)])
      return [{ id, documented, declared, answered }]
    })
}

const controllerOf = ({ parent }: ts.MethodDeclaration): string | undefined =>
  ts.isClassDeclaration(parent) ? parent.name?.text.replace(/Controller$/, '') : undefined

/** Codes with hyphens, as problems are made with: with the status before them where there is one, else with the usual. */
function problemsIn(reached: Reached, { statuses }: Documented): [string, string][] {
  return [...reached].flatMap((literal) => {
    const { text: code } = literal
    const siblings = siblingsOf(literal)
    const before = siblings[siblings.indexOf(literal) - 1]
    const status = before && ts.isNumericLiteral(before) ? before.text : statuses.get(code)
    return statuses.has(code) ? [[`${status} ${code}`, placeOf(literal)]] : []
  })
}

const siblingsOf = ({ parent }: ts.Node): readonly ts.Node[] =>
  ts.isNewExpression(parent) || ts.isCallExpression(parent) ? (parent.arguments ?? []) : []

/** Codes with underscores, as deciders refuse with. What is wanted elsewhere as a status or a ground is none. */
function refusalsIn(reached: Reached, { statuses }: Documented, checker: ts.TypeChecker): [string, string][] {
  const codeOf = (text: string): string => text.replaceAll('_', '-')
  return [...reached].flatMap((literal) => {
    const wanted = checker.getContextualType(literal)
    const isCode = !wanted || textsOf(wanted, checker).every((text) => statuses.has(codeOf(text)))
    const code = codeOf(literal.text)
    return isCode && statuses.has(code) ? [[`${statuses.get(code)} ${code}`, placeOf(literal)]] : []
  })
}

function placeOf(node: ts.Node): string {
  const file = node.getSourceFile()
  return `${relative(ROOT, file.fileName)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
}

/** The codes of a method's `@Operation`; undefined for a method that has none. */
function declaredOf(method: ts.MethodDeclaration, checker: ts.TypeChecker): readonly string[] | undefined {
  const calls = (ts.getDecorators(method) ?? []).map(({ expression }) => expression).filter(ts.isCallExpression)
  const operation = calls.find(({ expression }) => expression.getText() === 'Operation')
  return operation?.arguments.slice(1).flatMap((argument) => {
    // `[status, code]`
    if (ts.isArrayLiteralExpression(argument)) return textsOf(checker.getTypeAtLocation(argument.elements[1]!), checker)
    return textsOf(checker.getTypeAtLocation(ts.isSpreadElement(argument) ? argument.expression : argument), checker)
  })
}

/** Where a service's rules decide on commands, and say what they claim. */
const decidersOf = ({ files, service }: Sources, command: Command, checker: ts.TypeChecker): readonly ts.Node[] =>
  files
    .filter(({ fileName }) => fileName.includes(`/libs/${service}/`) || fileName.includes('/engine/src/oversight/'))
    .flatMap((file) => all(file, isDecider))
    .filter((decider) => takes(decider, command, checker))

const isDecider = (node: ts.Node): node is ts.FunctionDeclaration | ts.MethodDeclaration | ts.VariableDeclaration =>
  (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isVariableDeclaration(node)) &&
  ['decide', 'decideConfiguration', 'claims'].includes(node.name?.getText() ?? '')
