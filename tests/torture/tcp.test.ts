import { describe } from 'vitest'
import { tortureOver } from './suite.ts'

describe('over TCP', () => tortureOver('tcp'))
