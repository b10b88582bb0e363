import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import { featureStoreContract } from '../contract/feature-store.ts';

featureStoreContract('the embedded store', (folder, calendar) => openEmbeddedStore({ folder, calendar }));
