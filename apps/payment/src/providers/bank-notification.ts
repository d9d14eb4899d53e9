import { outsideName } from '@filao/service'
import { z } from 'zod'

const place = outsideName(255).optional().catch(undefined)
/** A notification of the bank, in our own format (domain.md 11.4). It says where to look, or nothing that can be found. */
export const BankNotification = z.object({
  type: outsideName(100),
  data: z.object({ reference: place, providerReference: place }),
})
