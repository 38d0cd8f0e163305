/** Lines without a registrar, and calls past the server of one that has one. */
export const direct = {
  title: 'Direct calls',
  way: 'Without a server',
  wayHint: 'Phones call each other by their addresses, as intercoms and trunks without registration do.',
  serverHint:
    'Where numbers go, for a trunk that knows you by your address. Empty: only addresses are called, such as carol@192.168.1.20.',
  callers: 'Who may call past the server',
  callersOf: {
    server: 'Nobody: calls come from the line’s own server',
    named: 'Certain addresses and networks too',
    anybody: 'Anybody who reaches this computer',
  },
  callersHint: {
    server: 'Right for nearly every provider and office phone system.',
    named: 'For a trunk or an intercom. They are believed as the server is.',
    anybody:
      'Strangers ring when they know the user. What they say of themselves isn’t believed. Not for a computer that the internet can reach.',
  },
  sources: 'Addresses and networks that may call',
  sourcesHint: 'One a line, for example 192.168.1.20 or 192.168.0.0/16.',
  port: 'Port for direct calls',
  portHint: 'UDP and TCP. The firewall of this computer has to let it in.',
  strangersPush: 'Strangers may have their calls answered, too',
  strangersPushHint: 'They would be heard, and would hear you, without your doing anything.',
}
