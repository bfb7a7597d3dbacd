import { describeAlertReviewsContract } from '../contracts/index.ts';
import { openLooking } from './subjects.ts';

describeAlertReviewsContract('InMemoryAlertReviews', openLooking, { without: ['elsewhere'] });
