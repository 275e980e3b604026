/**
 * Rules that do not fit a pivot which searches a list that is fetched: the one request is for the whole list, and not
 * about what is looked up.
 */
export const listRules: Readonly<Record<string, string>> = {
  'reaches-nobody': 'the list is fetched whole: nobody is told what is looked up',
  marking: 'the list is fetched whole: nobody is told of what is marked',
  'own-ground': 'the list is fetched whole: nobody is told of private things',
  'own-failure': 'one request answers all inputs',
  repeatable: 'the column listAsOf says when the list was fetched',
};
