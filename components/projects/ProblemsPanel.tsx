'use client'

import { useTranslations } from 'next-intl'
import { ProblemList } from '@/components/editor/ProblemList'
import type { ProjectChecks } from '@/components/projects/use-project-checks'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { ProblemText } from '@/components/ui/ProblemText'
import type { Finding } from '@/lib/contract/finding'
import type { ProjectFinding } from '@/lib/contract/project'

/** Every problem of every file of the project. */
export function ProblemsPanel(props: {
  checks: ProjectChecks
  onGoTo: (finding: ProjectFinding) => void
  onRepair?: (finding: ProjectFinding, index: number) => void
}) {
  const { checks, onRepair } = props
  const t = useTranslations('projects')
  const count = (severity: Finding['severity']) => checks.findings.filter((finding) => finding.severity === severity).length
  const [errors, warnings] = [count('error'), count('warning')]
  // The list hands back the findings it was given.
  const mine = (finding: Finding) => checks.findings.find((one) => one === finding)
  return (
    <section aria-label={t('problems')} className="max-h-64 overflow-y-auto rounded-panel border bg-raised">
      <h2 className="sticky top-0 z-1 flex items-center gap-3 border-b bg-raised px-3 py-2 font-[620]">
        {t('problems')}
        <span className="ml-auto flex gap-3 font-normal text-small">
          {errors > 0 ? <span className="text-failure">{t('errors', { count: errors })}</span> : null}
          {warnings > 0 ? <span className="text-attention">{t('warnings', { count: warnings })}</span> : null}
        </span>
      </h2>
      {checks.problem ? (
        <div className="p-2">
          <Notice
            tone="failure"
            live
            title={t('checkFailed')}
            actions={
              <Button size="sm" isPending={checks.isChecking} onPress={checks.again}>
                {t('fault.again')}
              </Button>
            }
          >
            <ProblemText error={checks.problem} />
          </Notice>
        </div>
      ) : (
        <ProblemList
          label={t('problems')}
          findings={checks.findings}
          isChecking={checks.isChecking}
          onGoTo={(finding) => {
            const found = mine(finding)
            if (found) props.onGoTo(found)
          }}
          {...(onRepair
            ? {
                onRepair: (finding: Finding, index: number) => {
                  const found = mine(finding)
                  if (found) onRepair(found, index)
                },
              }
            : {})}
          className="py-1"
        />
      )}
    </section>
  )
}
