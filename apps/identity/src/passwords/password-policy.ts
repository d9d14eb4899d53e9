/** Passwords of twelve and more characters that everybody tries first: from the usual leaks, and keyboards. */
const COMMON = new Set(
  `password1234 password12345 password123456 passwordpassword passw0rd1234 p@ssw0rd1234 p@ssword1234 mypassword123
  mypassword1234 administrator administrator1 adminadminadmin qwertyuiop12 qwertyuiop123 qwertyuiopas qwertyuiop[]
  qwertyqwerty qwerty123456 qwerty1234567 qwerty12345678 qwertyuiopasdf asdfghjkl123 asdfghjkl1234 asdfghjklzxcv zxcvbnm12345
  1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv q1w2e3r4t5y6 zaq12wsxcde3 qazwsxedcrfv qazwsxedc123 123qweasdzxc
  1234qwerasdf iloveyou1234 iloveyou12345 iloveyouforever iloveyousomuch letmein12345 letmein123456 welcome12345 welcome123456
  welcomehome1 changeme1234 changeme12345 changemeplease trustno1trustno1 superman1234 spiderman123 batman123456 football1234
  baseball1234 basketball12 liverpool123 manchester1 manchesterunited chelsea12345 arsenal12345 barcelona123 realmadrid12
  princess1234 sunshine1234 monkey123456 dragon123456 shadow123456 master123456 michael12345 jennifer1234 charlie12345
  computer1234 internet1234 whatever1234 abcdefghijkl abcdefghijklm abc123456789 a1b2c3d4e5f6 abcd12345678 abcdef123456
  aa1234567890 a123456789012 correcthorsebatterystaple correct horse battery staple thisisapassword thequickbrownfox
  mauritius1234 mauritius123 portlouis123 portlouis1234 filao1234567 filaofilao12 trading12345 trader123456 bitcoin12345
  bitcoin123456 ethereum1234 december2024 december2025 january2025! january2026! summer202512 winter202512 password2024
  password2025 password2026 password!123 password@123 password#123 pa55word1234 passwort1234 motdepasse12 motdepasse123
  motdepasse1234 azertyuiop12 azertyuiop123 azerty123456 azertyuiopqs contraseña12 contrasena12 senha1234567 google123456
  facebook1234 samsung12345 pokemon12345 starwars1234 matrix123456 secret123456 secretsecret supersecret1 letmeinplease`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** What is wrong with a new password; undefined when it will do. Length is the schema's to judge. */
export function weaknessOf(password: string, email: string): string | undefined {
  const lower = password.toLowerCase()
  const localPart = email.split('@')[0]!.toLowerCase()
  if (localPart.length >= 3 && lower.includes(localPart)) return 'It must not contain the name in the e-mail address.'
  if (COMMON.has(lower) || isMonotonous(lower)) return 'It is one of the passwords that everybody tries first.'
  return undefined
}

/** A run of neighbours (`123456789012`), or fewer than five different characters. */
function isMonotonous(password: string): boolean {
  if (new Set(password).size < 5) return true
  const steps = Array.from(password.slice(1), (letter, at) => letter.charCodeAt(0) - password.charCodeAt(at))
  return steps.filter((step) => step === 1 || step === -1 || step === -9).length === steps.length
}
