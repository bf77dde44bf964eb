import { NotFoundPage } from '@/components/frame/NotFoundPage'

export default NotFoundPage
