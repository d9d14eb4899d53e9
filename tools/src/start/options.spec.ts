import { Complaint } from '../complaint'
import { parseOptions } from './options'

it('without options everything is started, with traffic, at port 8080', () => {
  expect(parseOptions([])).toEqual({
    mode: undefined,
    port: 8080,
    traffic: true,
    reset: false,
    services: undefined,
    exitWhenReady: false,
    folder: undefined,
    partitions: undefined,
  })
})

it('reads every option', () => {
  const argv =
    '--no-traffic --reset --port 9000 --docker --services order,wallet --exit-when-ready --folder /x --partitions 2'
  expect(parseOptions(argv.split(' '))).toEqual({
    mode: 'docker',
    port: 9000,
    traffic: false,
    reset: true,
    services: ['order', 'wallet'],
    exitWhenReady: true,
    folder: '/x',
    partitions: 2,
  })
})

it.each([
  [['--native', '--docker'], /one of --native and --docker/],
  [['--port', '0'], /--port takes a number from 1 to 65535, not 0/],
  [['--port', '8o8o'], /not 8o8o/],
  [['--services', 'orders'], /no service orders/],
  [['--partitions', '5000'], /from 1 to 1024/],
  [['--trafic'], /Unknown option '--trafic'/],
])('%j is answered with a sentence', (argv, sentence) => {
  expect(() => parseOptions(argv)).toThrow(Complaint)
  expect(() => parseOptions(argv)).toThrow(sentence)
})
