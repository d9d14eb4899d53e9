import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/store/schema.table.ts',
  out: './drizzle',
  schemaFilter: ['payment'],
  migrations: { schema: 'payment', table: '__drizzle_migrations' },
})
