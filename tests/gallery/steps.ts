import type { Page } from '@playwright/test'

export type Step = { readonly scene: string; readonly act: (page: Page) => Promise<void> }

/** States that only a hand can bring about. */
export const steps: Readonly<Record<string, Step>> = {
  stateMenu: {
    scene: 'talking',
    act: (page) => page.locator('[data-hotkey="stateMenu"] button').click(),
  },
  palette: {
    scene: 'ready',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('an')
    },
  },
  paletteDial: {
    scene: 'ready',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('030 9018')
    },
  },
  edit: {
    scene: 'talking',
    act: (page) => page.getByRole('button', { name: /^(Edit|Bearbeiten)$/ }).click(),
  },
  line: {
    scene: 'broken',
    act: (page) => page.getByRole('button', { name: /^(Line|Leitung)/ }).click(),
  },
  linesMenu: {
    scene: 'lines',
    act: (page) => page.getByRole('button', { name: /^(Lines|Leitungen): / }).click(),
  },
  linesDial: {
    scene: 'lines',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('030 901820')
    },
  },
  linesDialpad: {
    scene: 'lines',
    act: (page) => page.getByRole('button', { name: /^(Dialpad|Wähltasten)$/ }).click(),
  },
  lineForm: {
    scene: 'settingsLines',
    act: (page) =>
      page
        .getByRole('button', { name: /Edit .*Vertrieb|Vertrieb.* ändern/ })
        .first()
        .click(),
  },
  lineSound: {
    scene: 'settingsLines',
    act: async (page) => {
      await page
        .getByRole('button', { name: /Edit .*Vertrieb|Vertrieb.* ändern/ })
        .first()
        .click()
      for (const group of [/^(Connection|Verbindung)$/, /^(Sound of calls|Ton der Gespräche)$/]) {
        await page.getByRole('button', { name: group }).click()
      }
      await page.getByRole('group', { name: /^Codecs/ }).scrollIntoViewIfNeeded()
    },
  },
  lineNumbers: {
    scene: 'settingsLines',
    act: async (page) => {
      await page
        .getByRole('button', { name: /Edit .*Vertrieb|Vertrieb.* ändern/ })
        .first()
        .click()
      await page.getByRole('button', { name: /^(Numbers that you dial|Gewählte Nummern)$/ }).click()
      const field = page.getByRole('textbox', { name: /^(Try a number|Nummer ausprobieren)$/ })
      await field.fill('+49 30 901820')
      await field.scrollIntoViewIfNeeded()
    },
  },
  crmStatus: {
    scene: 'crmOutboxWaiting',
    act: (page) => page.getByRole('button', { name: /^CRM: / }).click(),
  },
  crmResend: {
    scene: 'crmOutbox',
    act: (page) =>
      page.getByRole('button', { name: /^(Edit and send again|Ändern und erneut senden)$/ }).click(),
  },
  crmSignInSheet: {
    scene: 'crmSectionTrouble',
    act: (page) =>
      page
        .getByRole('button', { name: /^(Sign in again|Neu anmelden)$/ })
        .first()
        .click(),
  },
  crmRemove: {
    scene: 'crmSection',
    act: (page) => page.getByRole('button', { name: /^(Remove|Entfernen:) .*HubSpot/ }).click(),
  },
  importMap: {
    scene: 'import',
    act: (page) => page.getByRole('button', { name: /^(Choose file|Datei wählen)$/ }).click(),
  },
  firstRunForm: {
    scene: 'firstRun',
    act: (page) => page.getByRole('button', { name: /Connect your phone|Telefon verbinden/ }).click(),
  },
  endingForm: {
    scene: 'calls',
    act: (page) => page.getByRole('button', { name: /^(Change|Ändern)$/ }).click(),
  },
  paletteEmpty: {
    scene: 'two',
    act: (page) => page.keyboard.press('Control+k'),
  },
  dialpad: {
    scene: 'ready',
    act: (page) => page.getByRole('button', { name: /^(Dialpad|Wähltasten)$/ }).click(),
  },
  quality: {
    scene: 'poor',
    act: (page) => page.getByRole('button', { name: /Call quality|Gesprächsqualität/ }).click(),
  },
  attach: {
    scene: 'unknown',
    act: async (page) => {
      await page.getByRole('button', { name: /^(Attach to a customer|Kunden zuordnen)$/ }).click()
      await page.keyboard.type('i')
    },
  },
  transferFound: {
    scene: 'transfer',
    act: async (page) => {
      await page.getByRole('combobox').last().fill('a')
      await page.waitForTimeout(200)
      await page.keyboard.press('ArrowDown')
    },
  },
}
