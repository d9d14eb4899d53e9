import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/store/schema.table.ts',
  out: './drizzle',
  schemaFilter: ['compliance'],
  migrations: { schema: 'compliance', table: '__drizzle_migrations' },
})
