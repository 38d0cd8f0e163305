import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

// The tests' page knows no popovers, and a tip comes up by itself where a slow machine leaves the focus long enough.
HTMLElement.prototype.showPopover ??= () => undefined
HTMLElement.prototype.hidePopover ??= () => undefined

afterEach(cleanup)
