'use client'

import { useTranslations } from 'next-intl'
import { useUrlState } from '@/components/frame/url-state'
import { cx } from '@/components/ui/class-names'

/** `both`: side by side where there is room; the form alone on narrow screens. */
export type WizardView = 'form' | 'both' | 'yaml'

const views = ['form', 'both', 'yaml'] as const
/** Where both stand side by side: Tailwind's `lg`. */
const wide = '(min-width: 64rem)'

/** What of a wizard is shown, kept in the address; the step stays. `showYaml` makes the text visible on this screen. */
export function useWizardView(): { view: WizardView; setView: (view: WizardView) => void; showYaml: () => void } {
  const [params, setParams] = useUrlState()
  const asked = params.get('view')
  const view = views.find((one) => one === asked) ?? 'both'
  const setView = (next: WizardView) => setParams({ view: next === 'both' ? undefined : next })
  return {
    view,
    setView,
    showYaml: () => {
      const isWide = window.matchMedia?.(wide).matches ?? true
      if (view === 'form') setView(isWide ? 'both' : 'yaml')
      else if (!isWide) setView('yaml')
    },
  }
}

/** Layout classes of the parts of a wizard: steps, form, text. */
export const viewClasses: Record<WizardView, { grid: string; form: string; yaml: string }> = {
  form: { grid: 'lg:grid-cols-[11rem_minmax(0,44rem)]', form: '', yaml: 'hidden' },
  both: { grid: 'lg:grid-cols-[11rem_minmax(0,1fr)_minmax(0,1fr)]', form: '', yaml: 'max-lg:hidden' },
  yaml: {
    grid: 'lg:grid-cols-[11rem_minmax(0,1fr)] lg:grid-rows-[auto_1fr] lg:[&>nav]:row-span-2',
    form: 'hidden',
    yaml: 'lg:col-start-2',
  },
}

/** Form, text, or both beside each other; on narrow screens one of the two. */
export function ViewToggle(props: { view: WizardView; onChange: (view: WizardView) => void }) {
  return (
    <>
      <Choice {...props} offered={views} className="max-lg:hidden" />
      <Choice {...props} view={props.view === 'yaml' ? 'yaml' : 'form'} offered={['form', 'yaml']} className="lg:hidden" />
    </>
  )
}

function Choice(props: { view: WizardView; onChange: (view: WizardView) => void; offered: readonly WizardView[]; className: string }) {
  const t = useTranslations('wizard.view')
  return (
    <fieldset aria-label={t('label')} className={cx('flex rounded-control border bg-raised p-px', props.className)}>
      {props.offered.map((view) => (
        <button
          key={view}
          type="button"
          aria-pressed={view === props.view}
          onClick={() => props.onChange(view)}
          className={cx(
            'h-6.5 whitespace-nowrap rounded-sm px-2.5 text-small',
            view === props.view ? 'bg-accent-soft font-[560] text-ink' : 'text-ink-2 hover:bg-hover',
          )}
        >
          {t(view)}
        </button>
      ))}
    </fieldset>
  )
}
