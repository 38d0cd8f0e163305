export const colleagues = {
  title: 'Colleagues',
  state: {
    free: 'Free',
    ringing: 'Rings',
    busy: 'On a call',
    unknown: 'Not known',
    notOffered: 'Not told by the server',
  },
  call: 'Call {{name}}: {{state}}',
  pickUp: 'Pick up',
  pickUpOf: 'Pick up the call of {{caller}} to {{name}}',
  callerUnknown: 'unknown caller',
}
