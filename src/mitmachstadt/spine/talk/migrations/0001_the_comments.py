"""Comments on cases, their former words, marks, and what people keep for themselves."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0003_files_of_steps'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                ('organisation', models.CharField(blank=True, max_length=200)),
                ('pinned', models.BooleanField(default=False)),
                ('stance', models.CharField(max_length=10)),
                ('text', models.TextField(verbose_name='text')),
                ('helpful', models.PositiveIntegerField(default=0)),
                ('marks_before', models.PositiveIntegerField(default=0)),
                ('ranked', models.FloatField(default=0)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('about', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='cases.case')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to=settings.AUTH_USER_MODEL)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='comment', to='cases.case')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='talk.comment')),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='HelpfulMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='helpful_marks', to='talk.comment')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'helpful mark',
                'verbose_name_plural': 'helpful marks',
            },
        ),
        migrations.CreateModel(
            name='Muted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='muted_people', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'muted person',
                'verbose_name_plural': 'muted people',
            },
        ),
        migrations.CreateModel(
            name='Quiet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quiet_talks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'quiet talk',
                'verbose_name_plural': 'quiet talks',
            },
        ),
        migrations.CreateModel(
            name='Talk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shown', models.PositiveIntegerField(default=0)),
                ('shown_for', models.PositiveIntegerField(default=0)),
                ('shown_against', models.PositiveIntegerField(default=0)),
                ('shown_neutral', models.PositiveIntegerField(default=0)),
                ('shown_question', models.PositiveIntegerField(default=0)),
                ('marks', models.PositiveIntegerField(default=0)),
                ('ranked_marks', models.PositiveIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('posted_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('about', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='talk', to='cases.case')),
            ],
            options={
                'verbose_name': 'talk',
                'verbose_name_plural': 'talks',
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('until', models.DateTimeField(default=django.utils.timezone.now)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wordings', to='talk.comment')),
            ],
            options={
                'verbose_name': 'former words',
                'verbose_name_plural': 'former words',
                'ordering': ['number'],
            },
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['about', 'id'], name='comment_about'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['author', 'at'], name='comment_author'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('stance__in', ('for', 'against', 'neutral', 'question'))), name='comment_stance'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('pinned', False), models.Q(('organisation', ''), _negated=True), _connector='OR'), name='comment_pinned_is_official'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='comment_no_reply_to_itself'),
        ),
        migrations.AddConstraint(
            model_name='helpfulmark',
            constraint=models.UniqueConstraint(fields=('comment', 'user'), name='one_helpful_mark_each'),
        ),
        migrations.AddConstraint(
            model_name='muted',
            constraint=models.UniqueConstraint(fields=('user', 'author'), name='muted_once'),
        ),
        migrations.AddConstraint(
            model_name='quiet',
            constraint=models.UniqueConstraint(fields=('user', 'about'), name='quiet_once'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.UniqueConstraint(fields=('comment', 'number'), name='one_wording_a_number'),
        ),
    ]
