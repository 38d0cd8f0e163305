export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'phone'
  | 'email'
  | 'reference'
  | 'datetime'
  | 'date'
  | 'boolean'
  | 'double'
  | 'int'
  | 'picklist'

export type FieldSpec = {
  readonly name: string
  readonly label: string
  readonly type: FieldType
  readonly writable: boolean
  readonly required?: true
  readonly length?: number
  readonly externalId?: true
  readonly unique?: true
  /** The relation's name and the object that it leads to. */
  readonly relation?: readonly [name: string, to: string]
}
export type ObjectSpec = {
  readonly name: string
  readonly plural: string
  /** The first three characters of its ids. */
  readonly prefix: string
  readonly fields: readonly FieldSpec[]
}

type Options = Partial<Omit<FieldSpec, 'name' | 'label' | 'type'>>

const field = (
  name: string,
  label: string,
  type: FieldType = 'string',
  options: Options = {},
): FieldSpec => ({
  name,
  label,
  type,
  writable: true,
  ...options,
})

const fixed = { writable: false } as const
/** What Salesforce keeps of every record. */
const SYSTEM: readonly FieldSpec[] = [
  field('Id', 'ID', 'id', fixed),
  field('CreatedDate', 'Created Date', 'datetime', fixed),
  field('LastModifiedDate', 'Last Modified Date', 'datetime', fixed),
  field('SystemModstamp', 'System Modstamp', 'datetime', fixed),
]
const OWNER = field('OwnerId', 'Owner ID', 'reference', { relation: ['Owner', 'User'] })
const ACCOUNT = field('AccountId', 'Account ID', 'reference', { relation: ['Account', 'Account'] })
const person = [
  field('FirstName', 'First Name', 'string', { length: 40 }),
  field('LastName', 'Last Name', 'string', { length: 80, required: true }),
  field('Name', 'Full Name', 'string', fixed),
  field('Title', 'Title', 'string', { length: 128 }),
  field('Phone', 'Phone', 'phone', { length: 40 }),
  field('MobilePhone', 'Mobile Phone', 'phone', { length: 40 }),
  field('Fax', 'Fax', 'phone', { length: 40 }),
  field('Email', 'Email', 'email', { length: 80 }),
  field('Description', 'Description', 'textarea', { length: 32_000 }),
]
const object = (name: string, plural: string, prefix: string, fields: readonly FieldSpec[]): ObjectSpec => ({
  name,
  plural,
  prefix,
  fields: [...SYSTEM, ...fields],
})

/** The part of a new organization's schema that Offhook touches. */
export const OBJECTS: readonly ObjectSpec[] = [
  object('Contact', 'Contacts', '003', [
    ...person,
    OWNER,
    ACCOUNT,
    field('HomePhone', 'Home Phone', 'phone', { length: 40 }),
    field('MailingCity', 'Mailing City', 'string', { length: 40 }),
    field('HasOptedOutOfEmail', 'Email Opt Out', 'boolean'),
  ]),
  object('Lead', 'Leads', '00Q', [
    ...person,
    OWNER,
    field('Company', 'Company', 'string', { length: 255, required: true }),
    field('City', 'City', 'string', { length: 40 }),
    field('IsConverted', 'Converted', 'boolean', fixed),
  ]),
  object('Account', 'Accounts', '001', [
    OWNER,
    field('Name', 'Account Name', 'string', { length: 255, required: true }),
    field('Phone', 'Account Phone', 'phone', { length: 40 }),
    field('BillingCity', 'Billing City', 'string', { length: 40 }),
    field('NumberOfEmployees', 'Employees', 'int'),
    field('Description', 'Account Description', 'textarea', { length: 32_000 }),
  ]),
  object('Opportunity', 'Opportunities', '006', [
    OWNER,
    ACCOUNT,
    field('Name', 'Name', 'string', { length: 120, required: true }),
    field('StageName', 'Stage', 'picklist', { required: true }),
    field('Amount', 'Amount', 'double'),
    field('CloseDate', 'Close Date', 'date', { required: true }),
    field('IsClosed', 'Closed', 'boolean', fixed),
    field('IsWon', 'Won', 'boolean', fixed),
    field('ContactId', 'Contact ID', 'reference', { relation: ['Contact', 'Contact'] }),
  ]),
  object('OpportunityContactRole', 'Opportunity Contact Roles', '00K', [
    field('OpportunityId', 'Opportunity ID', 'reference', { relation: ['Opportunity', 'Opportunity'] }),
    field('ContactId', 'Contact ID', 'reference', { relation: ['Contact', 'Contact'] }),
  ]),
  object('Task', 'Tasks', '00T', [
    OWNER,
    field('WhoId', 'Name ID', 'reference', { relation: ['Who', 'Name'] }),
    field('WhatId', 'Related To ID', 'reference', { relation: ['What', 'Name'] }),
    field('Subject', 'Subject', 'string', { length: 255 }),
    field('Description', 'Description', 'textarea', { length: 32_000 }),
    field('Status', 'Status', 'picklist'),
    field('ActivityDate', 'Due Date Only', 'date'),
    field('TaskSubtype', 'Task Subtype', 'picklist'),
    field('CallType', 'Call Type', 'picklist'),
    field('CallDurationInSeconds', 'Call Duration', 'int'),
    field('CallDisposition', 'Call Result', 'string', { length: 255 }),
    field('CallObject', 'Call Object Identifier', 'string', { length: 255 }),
  ]),
  object('User', 'Users', '005', [field('Name', 'Full Name')]),
  object('Organization', 'Organizations', '00D', [field('Name', 'Organization Name')]),
]

/** What administrators add for Offhook. */
export const KEY_FIELD: FieldSpec = field('Softphone_Call_Id__c', 'Softphone Call Id', 'string', {
  length: 255,
  externalId: true,
  unique: true,
})

/** Children that a query within a query can ask for, by the name of the relation. */
export const CHILDREN: Readonly<
  Record<string, Readonly<Record<string, readonly [object: string, by: string]>>>
> = {
  Opportunity: { OpportunityContactRoles: ['OpportunityContactRole', 'OpportunityId'] },
}

/** The describe answer's shape of a field. */
export const describeField = ({
  name,
  label,
  type,
  writable,
  length,
  externalId,
  unique,
  relation,
}: FieldSpec) => ({
  name,
  label,
  type,
  length: length ?? 0,
  updateable: writable,
  createable: writable,
  filterable: type !== 'textarea',
  externalId: externalId === true,
  unique: unique === true,
  relationshipName: relation?.[0] ?? null,
  referenceTo: relation ? [relation[1]] : [],
})
