/** What a scan has found. */
export type ScanResult = { readonly isClean: true } | { readonly isClean: false; readonly finding: string }

/** Looks for what harms whoever opens a file. Asked before anything is stored. */
export interface DocumentScanner {
  /** Throws {@link ScanUnavailable}: what was not looked at is not clean. */
  scan(content: Buffer): Promise<ScanResult>
}

export class ScanUnavailable extends Error {
  override readonly name = 'ScanUnavailable'
}
