import { answered, NOT_ALLOWED, RINGS, type TortureCase } from '../case.ts'
import { indented, OFFER, sip, sipBytes } from '../message.ts'

const offer = indented(OFFER, 6)
const long = (word: string, times: number): string => Array.from({ length: times }, () => word).join('')
const pipe = '`'

/** §3.1.1, requests: odd, and right. */
export const VALID: readonly TortureCase[] = [
  {
    name: 'wsinv',
    section: '3.1.1.1',
    about:
      'folded lines, compact names, spaces at every place that may have one, leading zeros, unknown headers. It is inside a dialog, which isn’t one of ours.',
    message: sip`
      INVITE sip:agent@practice.example;unknownparam SIP/2.0
      TO :
       sip:agent@practice.example ;   tag    = 1918181833n
      from   : "J Rosenberg \\\""       <sip:rosenberg@example.com>
        ;
        tag = 98asjd8
      MaX-fOrWaRdS: 0068
      Call-ID: wsinv.torture@192.0.2.1
      Content-Length   : $length
      cseq: 0009
        INVITE
      Via  : SIP  /   2.0
       /UDP
          192.0.2.2;branch=z9hG4bKwsinv1
      s :
      NewFangledHeader:   newfangled value
       continued newfangled value
      UnknownHeaderWithUnusualValue: ;;,,;;,;
      Content-Type: application/sdp
      Route:
       <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
      v:  SIP  / 2.0  / TCP     192.0.2.3   ;
        branch  =   z9hG4bKwsinv2
      m:"Quoted string \"\"" <sip:jdrosen@example.com> ; newparam =
            newvalue ;
        secondparam ; q = 0.33

      ${offer}
    `,
    expected: answered(481, /^CSeq: 0*9 +INVITE/m),
  },
  {
    name: 'intmeth',
    section: '3.1.1.2',
    about: 'every character that a method, a user, a name and a tag may have',
    message: sip`
      !interesting-Method0123456789_*+${pipe}.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0
      Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+${pipe}'~
      To: "BEL:${'\\\u0007'} NUL:${'\\\u0000'} DEL:${'\\\u007f'}" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>
      From: token1~${pipe} token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%="работающий";tag=_token~1'+${pipe}*%!-.
      Call-ID: intmeth.word%ZK-!.*_+'@word${pipe}~)(><:\/"][?}{
      CSeq: 139122385 !interesting-Method0123456789_*+${pipe}.%indeed'~
      Max-Forwards: 255
      extensionHeader-!.%*+_${pipe}'~: 大停電
      Content-Length: $length
    `,
    expected: NOT_ALLOWED,
  },
  {
    name: 'esc01',
    section: '3.1.1.3',
    about: 'escapes in the user part, one of which looks like a scheme',
    message: sip`
      INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0
      To: sip:%75se%72@example.com
      From: <sip:I%20have%20spaces@example.net>;tag=938
      Max-Forwards: 87
      Call-ID: esc01.torture@192.0.2.1
      CSeq: 234234 INVITE
      Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKesc01
      Content-Type: application/sdp
      Content-Length: $length
      Contact: <sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>

      ${offer}
    `,
    expected: RINGS,
  },
  {
    name: 'escnull',
    section: '3.1.1.4',
    about: 'escaped NULs in addresses. We are no registrar.',
    message: sip`
      REGISTER sip:example.com SIP/2.0
      To: sip:null-%00-null@example.com
      From: sip:null-%00-null@example.com;tag=839923423
      Max-Forwards: 70
      Call-ID: escnull.torture@192.0.2.1
      CSeq: 14398234 REGISTER
      Via: SIP/2.0/UDP host5.example.com;branch=z9hG4bKescnull
      Contact: <sip:%00@host5.example.com>
      Contact: <sip:%00%00@host5.example.com>
      Content-Length: $length
    `,
    expected: NOT_ALLOWED,
  },
  {
    name: 'esc02',
    section: '3.1.1.5',
    about: 'a % that escapes nothing: the method is not REGISTER',
    message: sip`
      RE%47IST%45R sip:registrar.example.com SIP/2.0
      To: "%Z%45" <sip:resource@example.com>
      From: "%Z%45" <sip:resource@example.com>;tag=f232jadfj23
      Call-ID: esc02.torture@192.0.2.1
      Via: SIP/2.0/TCP host.example.com;branch=z9hG4bKesc02
      CSeq: 29344 RE%47IST%45R
      Max-Forwards: 70
      Contact: <sip:alias1@host1.example.com>
      Content-Length: $length
    `,
    expected: NOT_ALLOWED,
  },
  {
    name: 'lwsdisp',
    section: '3.1.1.6',
    about: 'no space between the name and <',
    message: sip`
      OPTIONS sip:agent@practice.example SIP/2.0
      To: sip:agent@practice.example
      From: caller<sip:caller@example.com>;tag=323
      Max-Forwards: 70
      Call-ID: lwsdisp.torture@192.0.2.1
      CSeq: 60 OPTIONS
      Via: SIP/2.0/UDP funky.example.com;branch=z9hG4bKlwsdisp
      Content-Length: $length
    `,
    expected: answered(200),
  },
  {
    name: 'longreq',
    section: '3.1.1.7',
    about: 'names, users, parameters and tags that are long, and more than thirty Via',
    message: sip`
      INVITE sip:agent@practice.example SIP/2.0
      To: "I have a user name of ${long('extreme', 10)} proportion" <sip:agent@practice.example:6000;unknownparam1=very${long('long', 20)}value;longparam${long('name', 25)}=shortvalue>
      F: sip:${long('amazinglylongcallername', 5)}@example.net;tag=12${long('982', 50)}424;unknownheaderparam${long('name', 20)}=unknownheaderparam${long('value', 15)}
      Call-ID: longreq.one${long('really', 20)}longcallid
      CSeq: 3882340 INVITE
      Unknown-${long('Long', 20)}-Name: unknown-${long('long', 20)}-value; unknown-${long('long', 20)}-parameter-name=unknown-${long('long', 20)}-parameter-value
      ${Array.from({ length: 33 }, (_, at) => `Via: SIP/2.0/TCP sip${33 - at}.example.com${at === 0 ? ';branch=z9hG4bKlongreq' : ''}`).join('\n      ')}
      v: SIP/2.0/TCP host.example.com;received=192.0.2.5;branch=very${long('long', 50)}branchvalue
      Max-Forwards: 70
      Contact: <sip:${long('amazinglylongcallername', 5)}@host5.example.net>
      Content-Type: application/sdp
      l: $length

      ${offer}
    `,
    expected: RINGS,
  },
  {
    name: 'dblreq',
    section: '3.1.1.8',
    about: 'a second request behind the end of the first one: not looked at, as it would be in a datagram',
    message: [
      sip`
        REGISTER sip:example.com SIP/2.0
        To: sip:j.user@example.com
        From: sip:j.user@example.com;tag=43251j3j324
        Max-Forwards: 8
        I: dblreq.torture@192.0.2.1
        Contact: sip:j.user@host.example.com
        CSeq: 8 REGISTER
        Via: SIP/2.0/UDP 192.0.2.125;branch=z9hG4bKdblreq1
        Content-Length: 0
      `,
      sip`
        INVITE sip:agent@practice.example SIP/2.0
        t: sip:agent@practice.example
        From: sip:caller@example.net;tag=141334
        Max-Forwards: 8
        Call-ID: dblreq.hidden@192.0.2.1
        CSeq: 8 INVITE
        Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKdblreq2
        Contact: <sip:caller@host5.example.net>
        Content-Type: application/sdp
        Content-Length: $length

        ${indented(OFFER, 8)}
      `,
    ].join(''),
    expected: NOT_ALLOWED,
  },
  {
    name: 'semiuri',
    section: '3.1.1.9',
    about: 'semicolons in the user part, which are no parameters of the address',
    message: sip`
      OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0
      To: sip:j_user@example.com
      From: sip:caller@example.org;tag=33242
      Max-Forwards: 3
      Call-ID: semiuri.torture@192.0.2.1
      CSeq: 8 OPTIONS
      Accept: application/sdp, application/pkcs7-mime,
              multipart/mixed, multipart/signed,
              message/sip, message/sipfrag
      Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKsemiuri
      l: $length
    `,
    expected: answered(200),
  },
  {
    name: 'transports',
    section: '3.1.1.10',
    about: 'Via of known transports and of one that nobody knows',
    message: sip`
      OPTIONS sip:agent@practice.example SIP/2.0
      To: sip:agent@practice.example
      From: <sip:caller@example.com>;tag=323
      Max-Forwards: 70
      Call-ID: transports.torture@192.0.2.1
      CSeq: 60 OPTIONS
      Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKtransports1
      Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKtransports2
      Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bKtransports3
      Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKtransports4
      Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bKtransports5
      l: $length
    `,
    expected: answered(200, /^Via: .*UNKNOWN t4\.example\.com/m),
  },
  {
    name: 'mpart01',
    section: '3.1.1.11',
    about: 'a signed message in several parts, one of them in bytes that are no text',
    message: sipBytes`
      MESSAGE sip:agent@practice.example SIP/2.0
      Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKmpart01
      Via: SIP/2.0/TCP 127.0.0.1:5071;branch=z9hG4bKmpart02
      Max-Forwards: 70
      Route: <sip:127.0.0.1:5080>
      Identity: r5mwreLuyDRYBi/0TiPwEsY3rEVsk/G2WxhgTV1PF7hHuLIK0YWVKZhKv9Mj8UeXqkMVbnVq37CD+813gvYjcBUaZngQmXc9WNZSDNGCzA
      Content-Type: multipart/mixed;boundary=7a9cbec02ceef655
      CSeq: 127 MESSAGE
      Call-ID: mpart01.torture@192.0.2.1
      To: <sip:agent@practice.example>
      From: <sip:fluffy@example.com>;tag=2fb0dcc9
      MIME-Version: 1.0
      Content-Length: $length

      --7a9cbec02ceef655
      Content-Type: text/plain
      Content-Transfer-Encoding: binary

      Hello
      --7a9cbec02ceef655
      Content-Type: application/octet-stream
      Content-Transfer-Encoding: binary

      ${'\u0082\u0098\u00ff\u00fe\u0000\u0001'}
      --7a9cbec02ceef655--
    `,
    expected: answered(200),
  },
]
