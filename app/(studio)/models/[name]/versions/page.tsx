import { assetRoute } from '@/app/(studio)/asset-route'

export default assetRoute('models').Versions
