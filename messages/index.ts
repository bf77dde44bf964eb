import deActivity from '@/messages/de/activity.json'
import deAssets from '@/messages/de/assets.json'
import deCapabilities from '@/messages/de/capabilities.json'
import deClients from '@/messages/de/clients.json'
import deCommands from '@/messages/de/commands.json'
import deConsume from '@/messages/de/consume.json'
import deDelete from '@/messages/de/delete.json'
import deDrafts from '@/messages/de/drafts.json'
import deDrop from '@/messages/de/drop.json'
import deEditor from '@/messages/de/editor.json'
import deEndpoints from '@/messages/de/endpoints.json'
import deExport from '@/messages/de/export.json'
import deFiles from '@/messages/de/files.json'
import deFrame from '@/messages/de/frame.json'
import deHome from '@/messages/de/home.json'
import deJson from '@/messages/de/json.json'
import deLive from '@/messages/de/live.json'
import deLogs from '@/messages/de/logs.json'
import deMetrics from '@/messages/de/metrics.json'
import deOverview from '@/messages/de/overview.json'
import deProjects from '@/messages/de/projects.json'
import deQuota from '@/messages/de/quota.json'
import deRules from '@/messages/de/rules.json'
import deSamples from '@/messages/de/samples.json'
import deScoring from '@/messages/de/scoring.json'
import deSettings from '@/messages/de/settings.json'
import deSignin from '@/messages/de/signin.json'
import deTest from '@/messages/de/test.json'
import deTraffic from '@/messages/de/traffic.json'
import deUi from '@/messages/de/ui.json'
import deWizard from '@/messages/de/wizard.json'
import enActivity from '@/messages/en/activity.json'
import enAssets from '@/messages/en/assets.json'
import enCapabilities from '@/messages/en/capabilities.json'
import enClients from '@/messages/en/clients.json'
import enCommands from '@/messages/en/commands.json'
import enConsume from '@/messages/en/consume.json'
import enDelete from '@/messages/en/delete.json'
import enDrafts from '@/messages/en/drafts.json'
import enDrop from '@/messages/en/drop.json'
import enEditor from '@/messages/en/editor.json'
import enEndpoints from '@/messages/en/endpoints.json'
import enExport from '@/messages/en/export.json'
import enFiles from '@/messages/en/files.json'
import enFrame from '@/messages/en/frame.json'
import enHome from '@/messages/en/home.json'
import enJson from '@/messages/en/json.json'
import enLive from '@/messages/en/live.json'
import enLogs from '@/messages/en/logs.json'
import enMetrics from '@/messages/en/metrics.json'
import enOverview from '@/messages/en/overview.json'
import enProjects from '@/messages/en/projects.json'
import enQuota from '@/messages/en/quota.json'
import enRules from '@/messages/en/rules.json'
import enSamples from '@/messages/en/samples.json'
import enScoring from '@/messages/en/scoring.json'
import enSettings from '@/messages/en/settings.json'
import enSignin from '@/messages/en/signin.json'
import enTest from '@/messages/en/test.json'
import enTraffic from '@/messages/en/traffic.json'
import enUi from '@/messages/en/ui.json'
import enWizard from '@/messages/en/wizard.json'

/** All words of the studio: one file per feature and language. A new namespace is one line in each of the four places below. */
export const messages = {
  en: {
    ui: enUi,
    frame: enFrame,
    home: enHome,
    signin: enSignin,
    scoring: enScoring,
    drafts: enDrafts,
    assets: enAssets,
    json: enJson,
    editor: enEditor,
    endpoints: enEndpoints,
    overview: enOverview,
    metrics: enMetrics,
    traffic: enTraffic,
    projects: enProjects,
    samples: enSamples,
    quota: enQuota,
    drop: enDrop,
    rules: enRules,
    test: enTest,
    live: enLive,
    logs: enLogs,
    capabilities: enCapabilities,
    consume: enConsume,
    delete: enDelete,
    wizard: enWizard,
    export: enExport,
    files: enFiles,
    clients: enClients,
    commands: enCommands,
    settings: enSettings,
    activity: enActivity,
  },
  de: {
    ui: deUi,
    frame: deFrame,
    home: deHome,
    signin: deSignin,
    scoring: deScoring,
    drafts: deDrafts,
    assets: deAssets,
    json: deJson,
    editor: deEditor,
    endpoints: deEndpoints,
    overview: deOverview,
    metrics: deMetrics,
    traffic: deTraffic,
    projects: deProjects,
    samples: deSamples,
    quota: deQuota,
    drop: deDrop,
    rules: deRules,
    test: deTest,
    live: deLive,
    logs: deLogs,
    capabilities: deCapabilities,
    consume: deConsume,
    delete: deDelete,
    wizard: deWizard,
    export: deExport,
    files: deFiles,
    clients: deClients,
    commands: deCommands,
    settings: deSettings,
    activity: deActivity,
  },
}
