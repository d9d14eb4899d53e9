import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/store/schema.table.ts',
  out: './drizzle',
  schemaFilter: ['audit'],
  migrations: { schema: 'audit', table: '__drizzle_migrations' },
})
