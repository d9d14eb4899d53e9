import type { ListEntry } from '@filao/compliance'
import { Random } from '@filao/simulation/random'

/** Somebody to be screened; `listed` names the entry that the name was made of. */
export interface Client {
  readonly name: string
  readonly born: string
  readonly nationality: string
  readonly listed?: string
}

const FIRST = (
  'Aadil Aarav Adrien Akash Alain Anais Anand Anil Anita Arnaud Ashvin Aurelie Beatrice Bilal Bruno Camille Cedric Chandni ' +
  'Chloe Christelle Daniel Deepa Denis Dev Dhiren Elodie Emilie Eric Fabrice Farah Fatima Francois Gaetan Geeta Gerard ' +
  'Ghislaine Hans Hassan Helene Hemant Ibrahim Irfan Ismael Ivan Jacques Jasmine Jean Jean-Paul Joelle Josiane Julien Kavita ' +
  'Kevin Khalid Kiran Laura Laval Leela Louis Luc Madhu Marie Marie-Claire Michel Mohammad Mohamed Nadia Naveen Nazim Neha ' +
  'Nicolas Nitin Noor Olivier Pamela Parvez Pascal Patrick Philippe Pooja Pravin Priya Rachel Rajesh Rakesh Ravi Reza Rishi ' +
  'Robert Roshan Sabrina Salim Samuel Sandrine Sanjay Sara Satish Shah Shakuntala Sheila Sonia Stephane Sunil Suresh Sylvie ' +
  'Thierry Usha Valerie Veena Vikash Vincent Vishal Yannick Yasmin Yusuf Zahra Zainab'
).split(' ')
const LAST = (
  'Abdool Adam Allybocus Appadoo Appavoo Aubeelack Auckloo Augustin Baboolall Bacha Bahadoor Baichoo Beeharry Bhunjun Bissessur ' +
  'Bolaky Boodhoo Bundhoo Bunwaree Chady Chan Chellen Chung Coopoosamy Dabydoyal Daby Deerpaul Desvaux Dookhun Duval Edoo ' +
  'Emrith Fakim Francois Gaya Gobin Gokhool Goorah Gopaul Gujadhur Gungah Hassan Hassenjee Hossen Hurree Issack Jaddoo Jagoo ' +
  'Jankee Jhugroo Joomun Joseph Jugnauth Jugoo Kallee Khan Kissoon Koenig Koonjul Labour Lam Lamport Lagesse Leclezio Leung ' +
  'Li Lutchmun Mahadeo Mamode Manraj Meetoo Mohamed Moollan Moutou Mungur Nagalingum Naiken Nunkoo Oree Ozeer Padayachy ' +
  'Panchoo Patel Peerbaye Perrier Pillay Purmessur Quirin Ramdin Ramgoolam Ramphul Ramsamy Rawat Ruhomally Sadien Seebaluck ' +
  'Seegobin Sewraj Soobrayen Sookun Soondur Sooben Subron Taher Teeluck Thomas Toolsy Uteem Valayden Venkatasamy Wong Yip Zamir'
).split(' ')
const SYLLABLES =
  'ba be bo da de do fa ga ja ka la le li lo ma mi mo na ni no pa ra re ri ro sa se so ta te ti to va ve vi za'.split(
    ' ',
  )

const CHANGES = ['dropped', 'replaced', 'swapped', 'reversed', 'shortened', 'lengthened'] as const

/** Clients as a firm of the island might have them, among whom some bear the changed names of listed people. */
export function population(
  people: readonly ListEntry[],
  { clients, listed, seed }: { readonly clients: number; readonly listed: number; readonly seed: number },
): readonly Client[] {
  const random = new Random(seed)
  const places = new Set<number>()
  while (places.size < Math.min(listed, clients)) places.add(random.below(clients))
  return Array.from({ length: clients }, (_, at): Client => {
    const born = `${random.between(1945, 2005)}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`
    if (!places.has(at)) return { name: nameOf(random), born, nationality: 'MU' }
    const entry = random.pick(people)
    return { name: changed(entry.caption, random), born: bornLike(entry, born), nationality: 'MU', listed: entry.id }
  })
}

function nameOf(random: Random): string {
  const last = random.chance(0.6) ? random.pick(LAST) : invented(random)
  const names = [random.pick(FIRST), ...(random.chance(0.3) ? [random.pick(FIRST)] : []), last]
  return names.join(' ')
}

const invented = (random: Random): string => {
  const word = Array.from({ length: random.between(2, 4) }, () => random.pick(SYLLABLES)).join('')
  return word[0]!.toUpperCase() + word.slice(1)
}

/** A date that the list allows: a name is what is asked about here. */
function bornLike({ births }: ListEntry, otherwise: string): string {
  const [birth] = births
  if (!birth) return otherwise
  if (birth.precision === 'day') return birth.date
  return `${birth.precision === 'year' ? birth.year : birth.from}-06-15`
}

function changed(caption: string, random: Random): string {
  const tokens = caption.toLowerCase().split(/\s+/)
  const longest = tokens.reduce((best, token, at) => (token.length > tokens[best]!.length ? at : best), 0)
  const [token, middle] = [tokens[longest]!, Math.floor(tokens[longest]!.length / 2)]
  switch (random.pick(CHANGES)) {
    case 'dropped':
      return tokens.with(longest, token.slice(0, middle) + token.slice(middle + 1)).join(' ')
    case 'replaced':
      return tokens
        .with(longest, `${token.slice(0, middle)}${token[middle] === 'a' ? 'e' : 'a'}${token.slice(middle + 1)}`)
        .join(' ')
    case 'swapped':
      if (token.length < 4) return caption
      return tokens
        .with(longest, token.slice(0, middle - 1) + token[middle]! + token[middle - 1]! + token.slice(middle + 1))
        .join(' ')
    case 'reversed':
      return tokens.toReversed().join(' ')
    case 'shortened':
      return (tokens.length >= 3 ? tokens.slice(0, -1) : tokens).join(' ')
    case 'lengthened':
      return [tokens[0], 'jean', ...tokens.slice(1)].join(' ')
  }
}

const two = (number: number): string => String(number).padStart(2, '0')
