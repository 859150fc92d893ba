import { configApp } from '@adonisjs/eslint-config'

export default configApp(
  { ignores: ['storage/**', 'tmp/**', 'resources/js/**'] },
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Time comes from the injected clock: clock.now() of #shared/clock.',
        },
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Time comes from the injected clock: clock.now() of #shared/clock.',
        },
        {
          selector:
            "CallExpression[callee.object.name='DateTime'][callee.property.name=/^(now|utc|local)$/][arguments.length=0]",
          message: 'Time comes from the injected clock: clock.now() of #shared/clock.',
        },
      ],
    },
  },
  // The clock itself, and programs that are not the product.
  {
    files: ['app/shared/clock.ts', 'tests/**', 'sandboxes/**', 'benchmarks/**', 'bin/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  // A test asks and judges in one line.
  {
    files: ['tests/**'],
    rules: { '@unicorn/no-await-expression-member': 'off' },
  }
)
