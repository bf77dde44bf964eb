import { Activity, Box, Boxes, FolderOpen, Gauge, House, Settings, Share2 } from 'lucide-react'
import type { ReactNode } from 'react'

export interface Place {
  id: 'home' | 'endpoints' | 'projects' | 'models' | 'environments' | 'quota' | 'activity' | 'settings'
  href: string
  icon: ReactNode
}

/** The pages of the left navigation: only what is built. */
export const places: readonly Place[] = [
  { id: 'home', href: '/', icon: <House aria-hidden /> },
  { id: 'endpoints', href: '/endpoints', icon: <Share2 aria-hidden /> },
  { id: 'projects', href: '/projects', icon: <FolderOpen aria-hidden /> },
  { id: 'models', href: '/models', icon: <Box aria-hidden /> },
  { id: 'environments', href: '/environments', icon: <Boxes aria-hidden /> },
  { id: 'quota', href: '/quota', icon: <Gauge aria-hidden /> },
  { id: 'activity', href: '/activity', icon: <Activity aria-hidden /> },
  { id: 'settings', href: '/settings', icon: <Settings aria-hidden /> },
]

/** Whether `pathname` lies inside the place. */
export function isInside(place: Place, pathname: string): boolean {
  return place.href === '/' ? pathname === '/' : pathname === place.href || pathname.startsWith(`${place.href}/`)
}
