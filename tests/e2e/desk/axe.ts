import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What axe-core finds wrong on the page as it is: rule, element and why. Empty where it finds nothing. */
export async function barriers(page: Page): Promise<readonly string[]> {
  // Colours are measured as they will stay, and not halfway through a fade. What pulses has no end.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        .map((animation) => animation.finished),
    ),
  )
  const { violations } = await new AxeBuilder({ page })
    .withTags(TAGS)
    // React Aria's own announcements go away by themselves, seven seconds after what they name.
    .exclude('[data-live-announcer]')
    .options({ rules: { 'target-size': { enabled: true } } })
    // Electron opens no page for axe-core to gather its results in.
    .setLegacyMode(true)
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
  )
}
