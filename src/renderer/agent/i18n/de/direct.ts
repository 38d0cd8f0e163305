import type { direct as english } from '../en/direct.ts'

export const direct: typeof english = {
  title: 'Direkte Anrufe',
  way: 'Ohne Server',
  wayHint:
    'Telefone rufen einander unter ihren Adressen an, wie Sprechanlagen und Anschlüsse ohne Anmeldung es tun.',
  serverHint:
    'Wohin Nummern gehen, bei einem Anschluss, der Sie an Ihrer Adresse erkennt. Leer: Nur Adressen werden angerufen, etwa carol@192.168.1.20.',
  callers: 'Wer am Server vorbei anrufen darf',
  callersOf: {
    server: 'Niemand: Anrufe kommen vom Server der Leitung',
    named: 'Auch bestimmte Adressen und Netze',
    anybody: 'Jeder, der diesen Rechner erreicht',
  },
  callersHint: {
    server: 'Richtig für fast jeden Anbieter und jede Telefonanlage.',
    named: 'Für einen Anschluss oder eine Sprechanlage. Ihnen wird geglaubt wie dem Server.',
    anybody:
      'Bei Fremden klingelt es, wenn sie den Benutzer kennen. Was sie über sich sagen, wird nicht geglaubt. Nichts für einen Rechner, den das Internet erreicht.',
  },
  sources: 'Adressen und Netze, die anrufen dürfen',
  sourcesHint: 'Je Zeile eine, zum Beispiel 192.168.1.20 oder 192.168.0.0/16.',
  port: 'Port für direkte Anrufe',
  portHint: 'UDP und TCP. Die Firewall dieses Rechners muss ihn hereinlassen.',
  strangersPush: 'Auch Anrufe von Fremden dürfen von selbst angenommen werden',
  strangersPushHint: 'Man würde sie hören, und sie Sie, ohne dass Sie etwas tun.',
}
