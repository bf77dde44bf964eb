import { assetVersionRoute } from '@/app/(studio)/asset-version-route'

const route = assetVersionRoute('models')
export const generateMetadata = route.generateMetadata
export default route.Page
