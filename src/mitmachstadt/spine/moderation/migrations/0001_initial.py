"""What moderation keeps."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0002_case_language'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='judgement', serialize=False, to='cases.case')),
                ('points', models.PositiveSmallIntegerField(db_index=True)),
                ('held', models.BooleanField(default=False)),
                ('reasons', models.JSONField(default=list)),
                ('kernel_hash', models.CharField(db_index=True, max_length=64)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Quarter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=7, unique=True)),
                ('reports', models.PositiveIntegerField(default=0)),
                ('upheld', models.PositiveIntegerField(default=0)),
                ('dismissed', models.PositiveIntegerField(default=0)),
                ('hidden', models.PositiveIntegerField(default=0)),
                ('hidden_together', models.PositiveIntegerField(default=0)),
                ('restored', models.PositiveIntegerField(default=0)),
                ('blocks', models.PositiveIntegerField(default=0)),
                ('objections', models.PositiveIntegerField(default=0)),
                ('granted', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('median_hours', models.PositiveIntegerField(blank=True, null=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'quarter of moderation',
                'ordering': ['-key'],
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hide', 'hidden together'), ('block', 'author blocked')], max_length=10)),
                ('reason', models.TextField()),
                ('number', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ContentReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(choices=[('advertising', 'Advertising or fraud'), ('insult', 'Insult, hatred or threat'), ('private', 'Private details of a person'), ('illegal', 'Against the law in another way'), ('false_place', 'Does not belong here')], max_length=20)),
                ('text', models.TextField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='content_report', to='cases.case')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='content_reports', to='cases.case')),
            ],
            options={
                'verbose_name': 'report of content',
            },
        ),
        migrations.CreateModel(
            name='Hiding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_state', models.SlugField(max_length=40)),
                ('was_public', models.BooleanField(default=False)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='hidings', to='moderation.batch')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hidings', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='objection', to='cases.case')),
                ('hiding', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='objection', to='moderation.hiding')),
            ],
            options={
                'verbose_name': 'objection',
            },
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('account', 'account'), ('mail', 'e-mail address')], max_length=10)),
                ('key_hash', models.CharField(max_length=64)),
                ('confirmed', models.BooleanField(default=False)),
                ('until', models.DateField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='moderation.batch')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('key_hash',), name='one_block_an_author')],
            },
        ),
        migrations.AddConstraint(
            model_name='hiding',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('target',), name='one_open_hiding'),
        ),
    ]
