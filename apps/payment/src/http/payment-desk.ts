import type { PaymentCommand, PaymentEvent, RecordKind } from '@filao/contracts'
import type { Problem, CallerFacts, Commands, Page, Views, Asked } from '@filao/service'
import type { Owned, Sight } from '../read/payment.queries'
import { sightOf, type PaymentReads } from '../read/payment-reads.queries'

/** Something that a decision may be about, as its caller is shown it. */
interface Found<View> {
  readonly view: View
  /** The account by which it is decided. */
  readonly accountId: string
}

/** A decision of one person about one payment, as a request brings it. */
export interface Decision extends Asked {
  readonly id: string
  /** Absent where the same request twice comes to the same by itself. */
  readonly key?: string
}

/** Has a command about what was found decided, and gives what is to be seen of it then. */
export class Decisions<View, Known extends Found<View>> {
  constructor(
    private readonly commands: Commands<PaymentCommand, PaymentEvent>,
    private readonly find: (caller: CallerFacts, id: string) => Promise<Known>,
  ) {}

  async decide(
    { id, key, caller, ...exchange }: Decision,
    commandFor: (known: Known) => PaymentCommand | Promise<PaymentCommand>,
  ): Promise<View> {
    const command = await commandFor(await this.find(caller, id))
    await this.commands.submit({ command, ...exchange, ...(key !== undefined && { key }) })
    return (await this.find(caller, id)).view
  }
}

interface Parts<View, Known extends Found<View>> {
  readonly reads: PaymentReads
  readonly views: Views
  readonly commands: Commands<PaymentCommand, PaymentEvent>
  readonly kind: RecordKind
  /** Throws 404 for what the caller may not see. */
  readonly find: (caller: CallerFacts, id: string) => Promise<Known>
}

/** The same for what belongs to a client, who looks at what is theirs; whoever else looks leaves a record. */
export class PaymentDesk<
  View extends { readonly id: string },
  Known extends Found<View> & { readonly userId: string },
> {
  private readonly decisions: Decisions<View, Known>

  constructor(private readonly parts: Parts<View, Known>) {
    this.decisions = new Decisions(parts.commands, parts.find)
  }

  decide(asked: Decision, commandFor: (known: Known) => PaymentCommand | Promise<PaymentCommand>): Promise<View> {
    return this.decisions.decide(asked, commandFor)
  }

  /** What only the client may do. Of another's they are told that there is none. */
  decideOwn(asked: Decision, commandFor: (known: Known) => PaymentCommand, missing: () => Problem): Promise<View> {
    return this.decisions.decide(asked, (known) => {
      if (known.userId !== asked.caller.userId) throw missing()
      return commandFor(known)
    })
  }

  async one({ id, caller, request }: Pick<Decision, 'id' | 'caller' | 'request'>): Promise<View> {
    const { view, userId } = await this.parts.find(caller, id)
    await this.parts.views.ofAnother(request, userId, { kind: this.parts.kind, recordIds: [id] })
    return view
  }

  /** The account that a list is of. */
  async account(named: string | undefined, { caller, request }: Pick<Asked, 'caller' | 'request'>): Promise<Owned> {
    const owned = await this.parts.reads.owned(caller, named)
    await this.parts.views.ofAnother(request, owned.userId, { kind: this.parts.kind, recordIds: [owned.accountId] })
    return owned
  }

  /** The own ones of a client; staff name an account, or see all. */
  async list(
    named: string | undefined,
    by: Pick<Asked, 'caller' | 'request'>,
    read: (accountId: string | undefined, sight: Sight) => Promise<Page<View>>,
  ): Promise<Page<View>> {
    const sight = sightOf(by.caller)
    if (by.caller.kind !== 'staff' || named !== undefined) {
      return read((await this.account(named, by)).accountId, sight)
    }
    const page = await read(undefined, sight)
    await this.parts.views.record(by.request, { kind: this.parts.kind, recordIds: page.items.map(({ id }) => id) })
    return page
  }
}
