import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import { CompressionCodecs, CompressionTypes } from 'kafkajs'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** A batch of 1 MiB that unpacks to more than this is an attack or an accident, not a batch of ours. */
const UNPACKED_BYTES_MAX = 64 * 1024 * 1024

/** Without a codec a single ZSTD batch, whoever sent it, stops a consumer for ever. */
export function registerZstd(): void {
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: ({ buffer }: { buffer: Buffer }) => compress(buffer),
    decompress: (buffer: Buffer) => decompress(buffer, { maxOutputLength: UNPACKED_BYTES_MAX }),
  })
}
