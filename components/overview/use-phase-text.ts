'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { useFindingText } from '@/components/wizard/use-finding-text'
import type { Phase } from '@/lib/contract/scorepoint'
import { roughBytes } from '@/lib/domain/phase-notes/phase-notes'

/** What a phase came to, in the studio's language; a phase without notes is quoted as it is. */
export function usePhaseText(): (phase: Pick<Phase, 'message' | 'notes'>) => string | undefined {
  const t = useTranslations('overview.note')
  const format = useFormatter()
  const say = useFindingText()

  function text(note: NonNullable<Phase['notes']>[number]): string {
    switch (note.code) {
      case 'text':
        return note.text
      case 'script':
        return note.path
      case 'environment': {
        const { from, python, packages, asked } = note
        const main =
          asked === undefined ? t('environment', { from, python, packages }) : t('otherPython', { from, python, packages, asked })
        const whole = note.torch === undefined ? main : `${main}, PyTorch ${note.torch}`
        return note.same ? t('unchanged', { what: whole }) : whole
      }
      case 'image': {
        const { image, used, from, packages, same } = note
        const parts = [
          used === undefined ? t('image', { image }) : t('imageSubstituted', { image, used }),
          from === undefined ? '' : t('imageWith', { from }),
        ]
        const what = parts.filter(Boolean).join(' ')
        const whole = packages === undefined ? what : `${what}, ${t('imagePackages', { packages })}`
        return same ? t('unchanged', { what: whole }) : whole
      }
      case 'built':
        return t('built', { seconds: format.number(note.ms / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 }) })
      case 'stagedModel': {
        const { amount, unit } = roughBytes(note.bytes)
        return t('stagedModel', { size: `${format.number(amount, { maximumSignificantDigits: 2 })} ${unit}` })
      }
      case 'model':
        return t('model', { name: note.name })
      case 'runtime':
        return t('runtime', { runtime: note.runtime, reason: t(`runtimeReason.${note.reason}`) })
      case 'container':
        return t('container', { container: note.container })
      case 'mlflow':
        return t('mlflow', { flavors: note.flavors })
      case 'reused':
        return t('reused', { environment: note.environment, ms: note.ms })
      case 'stagedCode':
        return t('stagedCode', { files: note.files })
      case 'round':
        return t('round', { round: note.round, rounds: note.rounds })
      case 'countFirst':
        return t('countFirst', { from: note.from, to: note.to })
      case 'initRunning':
        return t('initRunning')
      case 'freshOff':
        return t('freshOff')
      case 'forked':
        return t('forked', { environment: note.environment })
      case 'freshNoParent':
        return t('freshNoParent', { environment: note.environment })
      case 'freshParentBusy':
        return t('freshParentBusy', { environment: note.environment })
      case 'fresh':
        return t('fresh', { reason: note.reason })
      case 'instances':
        return t('instances', { count: note.count, total: note.total })
      case 'ready':
        return t('ready', { count: note.count, total: note.total })
      case 'replaced':
        return t('replaced', { count: note.count, total: note.total })
      case 'advice': {
        const { field, rule, text: message, place, values } = note
        const said = say({ path: field.split('.'), rule, message, ...(values ? { values } : {}) })
        return place === undefined ? said : `${place}: ${said}`
      }
      case 'routingTable':
        return t('routingTable', { version: String(note.version) })
      default:
        // An agent newer than this studio.
        return note satisfies never
    }
  }

  return ({ message, notes }) => {
    const said = notes?.map(text)
    return said === undefined || said.some((part) => typeof part !== 'string') ? message : said.join(' · ')
  }
}
