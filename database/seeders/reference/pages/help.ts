import type { ShippedText } from '../pages.js'

/** Knowledge Base (R4.1, R6.6). Failed checks of a PKS reply link to the first four by their slugs. */
export const HELP_ARTICLES: ShippedText[] = [
  {
    slug: 'validate-pks',
    title: {
      id: 'Memeriksa keaslian PKS di pembaca PDF',
      en: 'Validating the PKS in a PDF reader',
    },
    body: {
      id: `PKS yang Anda terima sudah ditandatangani secara digital oleh *Webstore Telkom*. Pembaca PDF dapat memastikan tiga hal: siapa yang menandatangani, isinya belum diubah sejak itu, dan sertifikatnya tidak dicabut.

## Di Adobe Acrobat Reader
1. Simpan lampiran PKS dari email ke komputer, lalu buka dengan Acrobat Reader. Jangan membukanya di dalam peramban, karena kebanyakan peramban tidak memeriksa tanda tangan.
2. Lihat pita di atas dokumen. Tekan **Signature Panel** di ujung kanannya.
![Pita biru di atas dokumen dengan tombol Signature Panel di kanan](/help-pictures/reader-bar.svg)
3. Di panel kiri, buka baris **Signed by Webstore Telkom**. Periksa bahwa tertulis *Document has not been modified since this signature was applied*.
![Panel tanda tangan dengan nama penanda tangan dan keterangan belum diubah](/help-pictures/reader-panel.svg)
4. Klik kanan baris itu, pilih **Validate Signature**. Pembaca mengunduh daftar pencabutan (CRL) lalu menampilkan hasilnya.
5. Bila tertulis *validity is UNKNOWN*, pembaca belum mengenal penerbit sertifikat kami. Pilih **Signature Properties**, **Show Signer's Certificate**, tab **Trust**, lalu **Add to Trusted Certificates**. Sebelum itu cocokkan sidik jari sertifikat dengan yang tercetak di halaman terakhir PKS.
![Jendela sertifikat dengan tab Trust dan tombol Add to Trusted Certificates](/help-pictures/reader-trust.svg)

## Di pembaca lain
- **Okular** (Linux): menu **View**, **Show Signatures Panel**.
- **Foxit Reader**: klik tanda tangan di halaman terakhir, lalu **Verify Signature**.
- **Baris perintah**: \`pdfsig PKS.pdf\` dari poppler-utils.

## Tanpa perangkat lunak
Buka [Periksa keaslian PKS](/verifikasi), lalu masukkan nomor verifikasi yang tercetak di samping kode QR.

## Bila hasilnya tidak sah
Jangan membalas e-mailnya. Unduh ulang lampirannya; berkas yang dibuka lalu disimpan ulang oleh program lain memang menjadi tidak sah. Bila tetap tidak sah, hubungi kami.`,
      en: `The PKS that you receive has been signed digitally by *Webstore Telkom*. A PDF reader can make sure of three things: who signed it, that nothing has been changed since, and that the certificate has not been revoked.

## In Adobe Acrobat Reader
1. Save the attached PKS from the mail to your computer and open it with Acrobat Reader. Do not open it inside a browser: most browsers do not check signatures.
2. Look at the bar above the document. Press **Signature Panel** at its right end.
![Blue bar above the document with the button Signature Panel on the right](/en/help-pictures/reader-bar.svg)
3. In the panel on the left open the line **Signed by Webstore Telkom**. It should say *Document has not been modified since this signature was applied*.
![Signature panel with the signer's name and the words not been modified](/en/help-pictures/reader-panel.svg)
4. Right-click the line and choose **Validate Signature**. The reader fetches the revocation list (CRL) and shows the result.
5. If it says *validity is UNKNOWN*, the reader does not know who issued our certificate. Choose **Signature Properties**, **Show Signer's Certificate**, tab **Trust**, then **Add to Trusted Certificates**. Before that, compare the certificate's fingerprint with the one printed on the last page of the PKS.
![Certificate window with the tab Trust and the button Add to Trusted Certificates](/en/help-pictures/reader-trust.svg)

## In other readers
- **Okular** (Linux): menu **View**, **Show Signatures Panel**.
- **Foxit Reader**: click the signature on the last page, then **Verify Signature**.
- **Command line**: \`pdfsig PKS.pdf\` of poppler-utils.

## Without any software
Open [Check a PKS](/en/verifikasi) and type the verification number printed beside the QR code.

## If it is not valid
Do not answer the mail. Download the attachment again; a file that another program opened and saved is no longer valid. If it still is not, contact us.`,
    },
  },
  {
    slug: 'email-certificate',
    title: { id: 'Mendapatkan sertifikat email', en: 'Getting an e-mail certificate' },
    body: {
      id: `Balasan PKS harus ditandatangani dengan sertifikat email (S/MIME). Sertifikat itu membuktikan bahwa Andalah pemilik alamat email yang terdaftar di akun mitra.

## Yang diperlukan
- Sertifikat dari sebuah penerbit (CA) untuk alamat yang **sama persis** dengan email akun mitra Anda.
- Kegunaan sertifikat: perlindungan email (*Email Protection*) dan tanda tangan digital.
- Masih berlaku saat Anda mengirim balasan, dan tidak dicabut.

Kami tidak menganjurkan penerbit tertentu. Setiap CA yang sertifikat induknya dikenal umum dapat dipakai; daftar penerbit yang kami terima ada di halaman PKS pada akun Anda.

## Langkah-langkah
1. Pilih CA yang menjual atau memberikan sertifikat S/MIME. Cari dengan kata *S/MIME certificate* atau *secure email certificate*.
2. Isi formulirnya. Pada alamat email tulis alamat akun mitra Anda, huruf demi huruf.
![Formulir permohonan dengan kolom alamat email ditandai](/help-pictures/certificate-form.svg)
3. CA mengirim email konfirmasi ke alamat itu. Buka tautannya untuk membuktikan bahwa alamatnya milik Anda.
4. Unduh sertifikat sebagai berkas **.p12** atau **.pfx**. Tentukan sandinya dan catat; berkas ini memuat kunci rahasia Anda.
![Jendela unduhan dengan berkas sertifikat .p12 dan kolom sandi](/help-pictures/certificate-file.svg)
5. Simpan cadangannya di tempat aman, lalu [pasang di program email Anda](/knowledge/set-up-mail).

## Sertifikat buatan sendiri
Sertifikat yang ditandatangani sendiri ditolak, kecuali sertifikat itu sudah Anda unggah lebih dulu di halaman PKS, Legal sudah mencocokkan sidik jarinya dengan Anda lewat saluran lain, dan dua orang staf sudah menyetujuinya.`,
      en: `The reply to the PKS has to be signed with an e-mail certificate (S/MIME). It proves that you are the owner of the address registered in the partner account.

## What is needed
- A certificate by a certification authority (CA) for **exactly the same** address as that of your partner account.
- Purpose of the certificate: e-mail protection and digital signature.
- Valid at the time at which you send the reply, and not revoked.

We recommend no particular CA. Any one whose root certificate is widely known will do; the issuers that we accept are listed on the PKS page of your account.

## Steps
1. Choose a CA that sells or gives away S/MIME certificates. Search for *S/MIME certificate* or *secure email certificate*.
2. Fill in its form. As e-mail address write that of your partner account, letter by letter.
![Application form with the field for the e-mail address marked](/en/help-pictures/certificate-form.svg)
3. The CA sends a confirmation to that address. Open the link in it to prove that the address is yours.
4. Download the certificate as a **.p12** or **.pfx** file. Choose a password for it and write it down; the file holds your private key.
![Download window with the .p12 certificate file and a field for the password](/en/help-pictures/certificate-file.svg)
5. Keep a copy in a safe place, then [set it up in your mail program](/en/knowledge/set-up-mail).

## Self-signed certificates
A self-signed certificate is refused, unless you have uploaded that very certificate on the PKS page before, Legal has compared its fingerprint with you by another channel, and two members of staff have approved it.`,
    },
  },
  {
    slug: 'set-up-mail',
    title: {
      id: 'Memasang sertifikat di program email',
      en: 'Setting the certificate up in a mail program',
    },
    body: {
      id: `Siapkan berkas sertifikat **.p12** atau **.pfx** beserta sandinya. Pakai program email di komputer; kebanyakan webmail tidak dapat menandatangani.

## Microsoft Outlook
1. Buka **File**, **Options**, **Trust Center**, lalu **Trust Center Settings**.
2. Pilih **Email Security**, tekan **Import/Export**, pilih berkas sertifikat dan masukkan sandinya.
![Trust Center Outlook dengan bagian Email Security dan tombol Import/Export](/help-pictures/outlook-trust.svg)
3. Tekan **Settings**, pilih sertifikat Anda pada *Signing Certificate*, dengan *Hash Algorithm* SHA256.
4. Centang **Add digital signature to outgoing messages**, lalu **OK**. Biarkan *Encrypt contents* tidak dicentang.

Outlook baru dan Outlook di web memasangnya lewat **Settings**, **Mail**, **S/MIME**.

## Mozilla Thunderbird
1. Buka **Settings**, **Privacy & Security**, lalu **Manage Certificates**.
2. Di tab **Your Certificates** tekan **Import**, pilih berkasnya dan masukkan sandinya.
![Pengelola sertifikat Thunderbird dengan tombol Import](/help-pictures/thunderbird-import.svg)
3. Buka **Account Settings**, pilih akun Anda, **End-to-End Encryption**. Di bagian **S/MIME** tekan **Select** pada *Personal certificate for digital signing*.
4. Saat menulis, pilih menu **Security**, **Digitally Sign**.

## Apple Mail
1. Klik dua kali berkas .p12. **Keychain Access** terbuka; masukkan sandinya.
2. Tutup lalu buka lagi Mail, dan tulis email baru dari alamat itu.
3. Tekan tanda centang bergerigi di kanan baris subjek sampai berwarna biru: email akan ditandatangani.
![Baris subjek Apple Mail dengan tanda centang penandatanganan ditandai](/help-pictures/apple-sign.svg)

## Memastikan
Kirim email bertanda tangan ke diri sendiri. Di penerima harus tampak lambang pita atau segel, dan alamat pada sertifikat sama dengan alamat pengirim.`,
      en: `Have the **.p12** or **.pfx** file and its password ready. Use a mail program on a computer; most webmail cannot sign.

## Microsoft Outlook
1. Open **File**, **Options**, **Trust Center**, then **Trust Center Settings**.
2. Choose **Email Security**, press **Import/Export**, choose the certificate file and type its password.
![Outlook's Trust Center with the section Email Security and the button Import/Export](/en/help-pictures/outlook-trust.svg)
3. Press **Settings** and choose your certificate under *Signing Certificate*, with SHA256 as *Hash Algorithm*.
4. Tick **Add digital signature to outgoing messages**, then **OK**. Leave *Encrypt contents* unticked.

The new Outlook and Outlook on the web do it under **Settings**, **Mail**, **S/MIME**.

## Mozilla Thunderbird
1. Open **Settings**, **Privacy & Security**, then **Manage Certificates**.
2. On the tab **Your Certificates** press **Import**, choose the file and type its password.
![Thunderbird's certificate manager with the button Import](/en/help-pictures/thunderbird-import.svg)
3. Open **Account Settings**, choose your account, **End-to-End Encryption**. Under **S/MIME** press **Select** at *Personal certificate for digital signing*.
4. When writing, choose **Security**, **Digitally Sign** from the menu.

## Apple Mail
1. Double-click the .p12 file. **Keychain Access** opens; type the password.
2. Close and reopen Mail and start a new message from that address.
3. Press the seal with a tick at the right of the subject until it is blue: the message will be signed.
![Apple Mail's subject line with the signing tick marked](/en/help-pictures/apple-sign.svg)

## Make sure
Send a signed mail to yourself. It should show a ribbon or a seal, and the address in the certificate is the sender's.`,
    },
  },
  {
    slug: 'reply-pks',
    title: { id: 'Membalas email PKS', en: 'Replying to the PKS mail' },
    body: {
      id: `Dengan membalas, Anda menyatakan sudah membaca dan menyetujui PKS. Sistem kami memeriksa balasan itu sendiri; bila sah, konten Anda langsung tampil di toko.

1. [Periksa keaslian PKS](/knowledge/validate-pks) dan baca butir-butirnya.
2. Simpan lampiran PKS ke komputer. Jangan membuka lalu menyimpannya lagi dengan program lain, jangan mencetak lalu memindainya: isinya harus sama persis.
3. Tekan **Reply** pada email kami, dari alamat yang terdaftar di akun mitra. Jangan mengubah subjeknya: 16 huruf dan angka di dalamnya adalah kode balasan.
![Subjek balasan dengan kode 16 huruf dan angka ditandai](/help-pictures/reply-subject.svg)
4. Lampirkan berkas PKS yang tadi disimpan. Program email tidak melampirkannya sendiri saat membalas.
5. Pastikan tanda tangan digital menyala, lalu kirim.
![Jendela balasan dengan lampiran PKS dan tanda penandatanganan ditandai](/help-pictures/reply-attach.svg)

## Bila ditolak
Kami mengirim email yang menyebut pemeriksaan mana yang gagal dan cara memperbaikinya. Anda boleh membalas lagi, berapa kali pun, selama PKS masih berlaku (30 hari).

- **Tidak ada tanda tangan**: [pasang sertifikat](/knowledge/set-up-mail), nyalakan penandatanganan, balas lagi.
- **Alamat tidak sama**: alamat pada sertifikat, alamat pengirim, dan alamat akun mitra harus satu. [Urus sertifikat](/knowledge/email-certificate) untuk alamat yang benar, atau kirim dari alamat itu.
- **PKS tidak terlampir atau berubah**: unduh lagi dari email kami atau dari halaman PKS, lampirkan tanpa diubah.
- **Kode tidak ditemukan**: balas email aslinya, subjek jangan diubah.
- **Sertifikat dicabut atau kedaluwarsa**: minta sertifikat baru pada CA Anda.
- **Belum dapat diputuskan**: data pencabutan CA sedang tidak dapat diambil. Kami mencobanya lagi sendiri, Anda tidak perlu berbuat apa-apa.`,
      en: `By replying you state that you have read the PKS and agree to it. Our system checks the reply by itself; if it is good, your content appears in the store at once.

1. [Validate the PKS](/en/knowledge/validate-pks) and read its points.
2. Save the attached PKS to your computer. Do not open and save it with another program, do not print and scan it: it has to stay exactly as it is.
3. Press **Reply** on our mail, from the address registered in the partner account. Leave the subject as it is: the 16 letters and digits in it are the reply code.
![Subject of the reply with the code of 16 letters and digits marked](/en/help-pictures/reply-subject.svg)
4. Attach the PKS file that you saved. Mail programs do not attach it by themselves when you reply.
5. Make sure that signing is switched on, then send.
![Reply window with the PKS attached and the signing mark highlighted](/en/help-pictures/reply-attach.svg)

## If it is refused
We send a mail that says which check failed and how to mend it. You may reply again as often as needed while the PKS lasts (30 days).

- **No signature**: [set the certificate up](/en/knowledge/set-up-mail), switch signing on, reply again.
- **Addresses differ**: the address in the certificate, the sender and the partner account have to be one. [Get a certificate](/en/knowledge/email-certificate) for the right address, or send from it.
- **PKS missing or changed**: download it again from our mail or from the PKS page and attach it unchanged.
- **Code not found**: reply to the original mail and leave its subject as it is.
- **Certificate revoked or expired**: ask your CA for a new one.
- **Undecided**: the CA's revocation data cannot be fetched at the moment. We try again by ourselves, there is nothing that you need to do.`,
    },
  },
  {
    slug: 'register-number',
    title: {
      id: 'Mendaftarkan nomor Speedy atau Flexi',
      en: 'Registering a Speedy or Flexi number',
    },
    body: {
      id: `1. Masuk, lalu buka [Akun](/account).
2. Pilih Speedy, Flexi pascabayar, atau Flexi prabayar, lalu ketik nomornya.
3. Masukkan kode verifikasi yang kami kirim ke nomor itu.

Nomor cukup diverifikasi satu kali. Di kotak pembelian nomor yang belum diverifikasi tampak redup, dengan tautan **Verifikasi**. Nomor dapat dihapus kapan saja; langganan yang memakainya akan meminta nomor lain.`,
      en: `1. Sign in and open your [account](/en/account).
2. Choose Speedy, Flexi postpaid or Flexi prepaid, then type the number.
3. Type the verification code that we send to that number.

A number is verified once. In the purchase box a number not yet verified is dimmed, with a link **Verify**. A number can be removed at any time; a subscription that uses it will ask for another one.`,
    },
  },
  {
    slug: 'open-content',
    title: { id: 'Membuka lagi konten yang sudah dibeli', en: 'Opening a bought content again' },
    body: {
      id: `1. Masuk, lalu buka [Pesanan saya](/orders).
2. Pilih pesanannya dan tekan **Buka konten**.

Tautan yang kami buat hanya berlaku beberapa menit dan khusus untuk Anda, jadi menyimpannya sebagai penanda di peramban tidak ada gunanya. Mulailah selalu dari Pesanan saya.`,
      en: `1. Sign in and open [My orders](/en/orders).
2. Choose the order and press **Open content**.

The link that we make is good for a few minutes and for you only, so keeping it as a bookmark is of no use. Always begin from My orders.`,
    },
  },
  {
    slug: 'partner-first-steps',
    title: { id: 'Langkah pertama menjadi mitra', en: 'First steps as a partner' },
    body: {
      id: `1. Daftarkan perusahaan Anda di situs mitra. Siapkan KTP, NPWP, rekening perusahaan, SIUP dan TDP atau NIB, serta akta pendirian.
2. Aktifkan akun lewat email, lalu isi formulir konten.
3. Sambungkan portal Anda menurut **Dokumen Integrasi**, dan coba dengan *panggilan uji*.
4. Beli konten Anda sendiri di toko uji coba dengan akun pelanggan yang memakai email yang sama. Pembelian yang berhasil meluluskan uji integrasi (FAB).
5. Tunggu Legal dan QA. Seluruh proses dari pengajuan sampai disetujui selesai dalam 14 hari kalender.
6. [Balas email PKS](/knowledge/reply-pks) dengan tanda tangan digital. Konten Anda tampil di toko dengan sendirinya.

Bagi hasil: 65 % untuk mitra dan 35 % untuk operator, dihitung dari tagihan yang sudah dibayar pelanggan.`,
      en: `1. Register your company on the partners' site. Have at hand: identity card, tax numbers, the company's bank account, SIUP and TDP or NIB, and the deed of establishment.
2. Activate the account by e-mail, then fill in the content form.
3. Connect your portal as the **integration document** says and try it with a *test call*.
4. Buy your own content in the trial store with a customer account of the same e-mail address. A purchase that succeeds passes the integration test (FAB).
5. Wait for Legal and QA. From submission to approval takes 14 calendar days at most.
6. [Reply to the PKS mail](/en/knowledge/reply-pks) with a digital signature. Your content appears in the store by itself.

Revenue share: 65 % for the partner and 35 % for the operator, on bills that customers have paid.`,
    },
  },
]
