"""Site and e-service system of the Long An Public Administrative Service Centre."""

from zope.i18nmessageid import MessageFactory

import logging


PACKAGE_NAME = "hcc_longan"

_ = MessageFactory(PACKAGE_NAME)

logger = logging.getLogger(PACKAGE_NAME)
