import { installRecordCodec } from './record-codec'
import { quietRequestTimer } from './request-timer'
import { assertClientVersion } from './version'

// Imported for its effect, before the client, by the one file that loads the client.
assertClientVersion()
// Read by the client when a producer is made; every record names its partition, so there is nothing to warn of.
process.env['KAFKAJS_NO_PARTITIONER_WARNING'] ??= '1'
installRecordCodec()
quietRequestTimer()
