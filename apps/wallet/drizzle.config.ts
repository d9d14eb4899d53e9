import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/store/schema.table.ts',
  out: './drizzle',
  schemaFilter: ['wallet'],
  migrations: { schema: 'wallet', table: '__drizzle_migrations' },
})
