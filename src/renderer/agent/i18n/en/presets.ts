export const presets = {
  label: 'Your phone server',
  hint: 'Fills the form with what fits it. Everything can be changed afterwards.',
  none: 'Choose, or fill in by hand',
  host: 'Its name or address',
  hostHint: 'For example pbx.example.com',
  needs: 'Have ready',
  notes: 'Good to know',
  sets: 'What it sets and why ({{count}})',
  change: '{{from}} → {{to}}',
  untried:
    'Offhook was not tried with it. What it sets comes from its documentation; the line check shows whether it fits.',
  tried: 'Offhook is tested with it.',
  empty: 'empty',
  number: { voicemail: 'Voicemail', pickUp: 'Picking up a colleague’s call' },
  yes: 'Yes',
  no: 'No',
}
