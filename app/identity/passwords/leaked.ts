import { readFileSync } from 'node:fs'

/** What people of this country, and of this store, add to the world's list, and what they make of it to please the guide's rule. */
const OURS = `123456 1234567 12345678 123456789 1234567890 12345 1234 111111 000000 121212 123123 123321 654321 666666
  696969 777777 888888 999999 112233 102030 987654321 11111111 00000000 88888888 12341234 123654 159753 147258
  password password1 password12 password123 passw0rd pass1234 pass@word pass123 p@ssw0rd p@ssword p@55w0rd
  qwerty qwerty1 qwerty12 qwerty123 qwertyuiop qwerty12345 1q2w3e 1q2w3e4r 1q2w3e4r5t q1w2e3r4 1qaz2wsx
  qazwsx qazwsxedc zaq12wsx asdfgh asdfghjkl asdf1234 zxcvbn zxcvbnm abc123 abcd1234 abcdef abc12345 a123456
  a1b2c3 a1b2c3d4 aa123456 aa12345678 admin admin1 admin12 admin123 admin1234 administrator root toor letmein welcome
  welcome1 welcome123 login iloveyou iloveyou1 ilovegod sayang sayangku sayang123 sayang12 cintaku cinta123 bismillah bismillah1
  bismillah123 alhamdulillah indonesia indonesia1 indonesia12 indonesia123 merdeka merdeka45 merdeka1945 garuda garuda1 garuda12
  jakarta jakarta1 jakarta12 jakarta123 bandung bandung12 surabaya surabaya12 persib persib1933 persija persija1928 arema arema1987
  rahasia rahasia1 rahasia12 rahasia123 kucing kucing12 bayuaji anjing anjing123 kampret bangsat doraemon doraemon1 naruto naruto12
  naruto123 sasuke rinduku kasihku mamaku ayahibu keluarga bahagia semangat sukses sukses123 allahuakbar muhammad
  muhammad1 telkom telkom1 telkom12 telkom123 speedy speedy12 speedy123 flexi flexi123 mitra mitra12 mitra123 webstore webstore1 toko123
  monkey dragon football baseball basketball superman batman master shadow michael jordan jordan23 michael1 charlie
  daniel jessica ashley nicole andrew joshua matthew hunter hunter2 harley ranger buster soccer hockey george
  princess princess1 sunshine sunshine1 starwars pokemon pikachu freedom whatever trustno1 killer ginger pepper cookie
  cheese summer summer1 winter winter1 spring autumn flower flowers secret secret1 secret123 computer internet
  samsung samsung1 google google1 google123 facebook facebook1 yahoo123 apple123 android test test1 test12 test123 test1234 testing tester
  guest guest123 user user123 demo demo123 changeme changeme1 default master123 hello hello1 hello123
  hello1234 london chelsea chelsea1 arsenal arsenal1 liverpool liverpool1 manchester manutd barcelona realmadrid juventus milan
  ronaldo ronaldo7 messi messi10 lovely love123 lover loveme loveyou forever angel angel1 babygirl mylove 1234qwer qwer1234 asd123
  zxc123 qwe123 123qwe 123abc 12qwaszx 1234abcd 7777777 555555 5201314 147852 147852369 159357 789456 789456123 456789 741852963
  ab12$& ab12@@ aa11@@ aa11$$ ab12** abc123@@ abc123$$ qwerty12@@ password12@@ password12$$ password12** admin12@@ admin123@@ admin123$$
  test12@@ test12$$ indonesia12@@ indonesia45$$ rahasia12@@ rahasia12$$ sayang12@@ sayang12$$ telkom12@@ telkom12$$
  @@aa11 $$aa11 aa@@11 aa$$11 ab@$12 aa12@$ ab12@$ abcd12@@ abcd1234@@ welcome12@@ welcome12$$ p@ssw0rd12$ p@ssw0rd12@
  passwordpassword 123456789012 qwertyuiop12 administrator1 administrator123 passw0rd1234 welcome12345 iloveyou1234`

/**
 * Passwords that everybody who guesses tries first: `leaked.txt` (its head names source and licence) and our own list. In lower
 * case.
 */
export const LEAKED: ReadonlySet<string> = new Set([
  ...readFileSync(new URL('leaked.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')),
  ...OURS.split(/\s+/),
])
