import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/store/schema.table.ts',
  out: './drizzle',
  schemaFilter: ['identity'],
  migrations: { schema: 'identity', table: '__drizzle_migrations' },
})
