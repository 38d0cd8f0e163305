export const colleagues = {
  title: 'Colleagues',
  state: {
    free: 'Free',
    ringing: 'Rings',
    busy: 'On a call',
    unknown: 'Not known',
    notOffered: 'No lamp',
  },
  call: 'Call {{name}}: {{state}}',
  pickUp: 'Pick up',
  pickUpOf: 'Pick up the call of {{caller}} to {{name}}',
  notOfferedHint: 'The phone server doesn’t tell',
  callerUnknown: 'unknown caller',
}
