import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/store/schema.table.ts',
  out: './drizzle',
  schemaFilter: ['market'],
  migrations: { schema: 'market', table: '__drizzle_migrations' },
})
