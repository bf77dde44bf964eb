/** Lists and the detail of an endpoint: they must stay light; the other pages come with charts, an editor or a form. */
export const lightPages = (endpoint: string): string[] => [
  '/',
  '/endpoints',
  ...['overview', 'deployments', 'traffic'].map((tab) => `${endpoint}/${tab}`),
  '/models',
  '/environments',
  '/activity',
]
