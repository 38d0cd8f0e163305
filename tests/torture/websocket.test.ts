import { describe } from 'vitest'
import { tortureOver } from './suite.ts'

describe('over a WebSocket', () => tortureOver('ws'))
