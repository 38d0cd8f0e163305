export const firstRun = {
  title: 'Welcome to Offhook',
  lead: 'The phone, the customer and how it ended, in one window.',
  connect: 'Connect your phone',
  connectHint: 'An account at your provider or phone system, by SIP or WebRTC.',
  practice: 'Try it with practice calls',
  practiceHint: 'Simulated customers call you on this machine. No account, no network.',
  starting: 'Starting the practice line',
}
