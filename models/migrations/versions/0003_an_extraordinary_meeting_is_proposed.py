"""An extraordinary meeting is proposed to the advisor of a committee, until it is called or not needed"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("committees", sa.Column("proposed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("committees", "proposed_on")
