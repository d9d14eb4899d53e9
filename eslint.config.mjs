import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import tseslint from 'typescript-eslint'

const PURE = ['kernel', 'money', 'identity', 'market', 'order', 'wallet', 'audit', 'compliance', 'payment']
const IMPURE = 'Rules are pure: time, ids and randomness are arguments, and nothing is awaited.'

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/dist-types',
      '**/coverage',
      '.nx',
      '.filao',
      '**/*.config.*',
      '**/*.cjs',
      'tools/fixtures',
    ],
  },
  js.configs.recommended,
  { files: ['**/*.ts'], extends: tseslint.configs.recommendedTypeChecked },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      // Injected classes stay value imports: their type is read at run time.
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { disallowTypeAnnotations: false, fixStyle: 'inline-type-imports' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // A union of one literal and its superset documents the literal; numbers and bigints print as expected.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.cases.ts', '**/*.fixture.ts', 'apps/*/src/testing/**/*.ts'],
    rules: {
      // expect(x.method) compares a method, it does not call it; expect.any() is typed any.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/no-non-null-asserted-optional-chain': 'off',
      'no-console': 'off',
    },
  },
  // The client's inner modules and a run's configuration have no other way in.
  {
    files: ['libs/bus/src/kafkajs/**/*.ts', 'libs/testing/src/jest/**/*.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  // Programs for people talk to their terminal.
  { files: ['tools/src/**/*.ts', 'apps/gateway/src/main.ts'], rules: { 'no-console': 'off' } },
  {
    files: PURE.map((name) => `libs/${name}/src/**/*.ts`),
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'process',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'fetch',
          'performance',
          'crypto',
          'Buffer',
          'console',
        ].map((name) => ({ name, message: IMPURE })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: IMPURE },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: IMPURE },
        { selector: "CallExpression[callee.name='Date']", message: IMPURE },
        { selector: "MemberExpression[object.name='Math'][property.name='random']", message: IMPURE },
        { selector: 'AwaitExpression', message: IMPURE },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*', '@nestjs/*', 'drizzle-orm*', 'pg', 'kafkajs'], message: IMPURE }] },
      ],
    },
  },
  // A hash is a pure function of its text, and nobody writes one anew.
  { files: ['libs/kernel/src/sha256.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        Buffer: 'readonly',
      },
    },
    // The reference scripts of the workspace destructure what they leave out.
    rules: { 'no-unused-vars': ['error', { varsIgnorePattern: '^(_|\\$)|^exclude$' }] },
  },
  prettier,
)
