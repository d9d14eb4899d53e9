import { join, sep } from 'node:path'
import ts from 'typescript'

export const ROOT = join(__dirname, '..', '..', '..', '..')
/** Work that goes on by itself: it submits on its own account, and whoever asks hears nothing of that. */
const UNANSWERED = /\.consumer\.ts$/
/** What stands behind an answer, besides a service and its rules. */
const SHARED = ['libs/kernel', 'libs/service', 'libs/engine/src/oversight']

interface Read {
  readonly config: unknown
}

/** The sources of a service and of its rules, with what the compiler knows of them. */
export interface Sources {
  readonly service: string
  readonly checker: ts.TypeChecker
  readonly files: readonly ts.SourceFile[]
  /** The types of all commands that anybody submits. */
  readonly commands: ReadonlySet<string>
  /** Whether something stands in these files: what stands elsewhere is not looked into. */
  has(node: ts.Node): boolean
}

/** The sources of each of some services, read once for all. */
export function sourcesOf(services: readonly string[]): readonly Sources[] {
  const configurations = services.map((service) => {
    const folder = join(ROOT, 'apps', service)
    const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as Read
    return ts.parseJsonConfigFileContent(config, ts.sys, folder)
  })
  const names = configurations
    .flatMap(({ fileNames }) => fileNames)
    .filter((name) => !/\.(?:spec|fixture)\./.test(name))
  const program = ts.createProgram(names, { ...configurations[0]!.options, noEmit: true, composite: false })
  const commands = commandsOf(program)
  return services.map((service) => ofService(service, program, commands))
}

function ofService(service: string, program: ts.Program, commands: ReadonlySet<string>): Sources {
  const ours = [`apps/${service}`, `libs/${service}`, ...SHARED].map((path) => join(ROOT, path, sep))
  const files = program
    .getSourceFiles()
    .filter(({ fileName, isDeclarationFile }) => !isDeclarationFile && !UNANSWERED.test(fileName))
    .filter(({ fileName }) => ours.some((path) => fileName.startsWith(path)))
  const known = new Set(files)
  return { service, checker: program.getTypeChecker(), files, commands, has: (node) => known.has(node.getSourceFile()) }
}

/** The contracts name the commands of a service as a union: `OrderCommand`. */
function commandsOf(program: ts.Program): ReadonlySet<string> {
  const checker = program.getTypeChecker()
  const contracts = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(join(ROOT, 'libs/contracts/src')))
  const aliases = contracts.flatMap(({ statements }) => statements.filter(ts.isTypeAliasDeclaration))
  const unions = aliases.filter(({ name }) => /^[A-Z][a-z]+Command$/.test(name.text))
  return new Set(
    unions.flatMap(({ name }) => {
      const type = checker.getTypeAtLocation(name).getProperty('type')
      return type ? textsOf(checker.getTypeOfSymbol(type), checker) : []
    }),
  )
}

/** Every node of a kind in some part of the sources. */
export function all<Kind extends ts.Node>(part: ts.Node, is: (node: ts.Node) => node is Kind): Kind[] {
  const found: Kind[] = []
  const look = (node: ts.Node): void => {
    if (is(node)) found.push(node)
    ts.forEachChild(node, look)
  }
  look(part)
  return found
}

/** What a name stands for, behind its imports. */
export function declarationsOf(name: ts.Node, checker: ts.TypeChecker): readonly ts.Declaration[] {
  const symbol = ts.isShorthandPropertyAssignment(name.parent)
    ? checker.getShorthandAssignmentValueSymbol(name.parent)
    : checker.getSymbolAtLocation(name)
  if (!symbol) return []
  const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return meant.declarations ?? []
}

/** The texts that a type allows: of a literal, a union or a tuple of them. */
export function textsOf(type: ts.Type, checker: ts.TypeChecker): readonly string[] {
  if (type.isStringLiteral()) return [type.value]
  if (type.isUnion()) return type.types.flatMap((one) => textsOf(one, checker))
  if (checker.isTupleType(type))
    return checker.getTypeArguments(type as ts.TypeReference).flatMap((one) => textsOf(one, checker))
  return []
}
