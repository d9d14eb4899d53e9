/** The images of the servers: the official ones, the same in tests, in the local stack and in docker-compose.yml. */
export const POSTGRES_IMAGE = 'postgres:17'
export const KAFKA_IMAGE = 'apache/kafka:4.4.0'
/** What this version of Testcontainers starts beside the containers of a run. */
export const RYUK_IMAGE = 'testcontainers/ryuk:0.14.0'
