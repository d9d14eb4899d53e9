import { Notes } from './notes'

it('a note that cannot be written ends nobody, and is written, the newest, once there is room', async () => {
  const notes = new Notes()
  const written: string[] = []
  let room = false
  let tries = 0
  const note = (text: string) => (): Promise<void> => {
    tries += 1
    if (!room) return Promise.reject(new Error('ENOSPC: no space left on device, write'))
    written.push(text)
    return Promise.resolve()
  }
  notes.write(note('first'))
  notes.write(note('second'))
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect([tries, written]).toEqual([1, []])
  room = true
  await new Promise((resolve) => setTimeout(resolve, 2500))
  expect(written).toEqual(['second'])
})
